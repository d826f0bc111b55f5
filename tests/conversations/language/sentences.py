"""Every sentence a story may use; the modules named here add theirs."""
from language.script import Sentences

sentence = Sentences()
