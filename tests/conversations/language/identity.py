"""Who customers say they are, and who vouches for it."""
import re

from language.device import Device
from language.sentences import sentence


def present(play, who, token):
    person = play.person(who)
    answer = play.ask(person, "POST", "/api/v1/widget/session", {"inbox": "default", "locale": person.locale, "identity": token})
    if answer.status != 200:
        return
    moved = answer.json["token"] != person.token
    person.token, person.contact = answer.json["token"], answer.json["contact_id"]
    for name in list(person.devices):
        if moved:
            person.devices[name].pull_cable()
            person.devices[name] = Device(play.host, name, person.token)
            person.devices[name].connect()


def claims_of(words):
    """external "42", email "ana@example.com" → JWT claims"""
    claims = {}
    for key, value in re.findall(r'(\w+) "([^"]*)"', words):
        claims["sub" if key == "external" else key] = value
    return claims


@sentence("the shop vouches for {who} as {words}")
def shop_vouches(play, who, words):
    present(play, who, play.identity_token(claims_of(words)))


@sentence("a stranger's key vouches for {who} as {words}")
def stranger_vouches(play, who, words):
    present(play, who, play.identity_token(claims_of(words), key="not the secret of this shop, at all"))


@sentence("nobody's key vouches for {who} as {words}")
def nobody_vouches(play, who, words):
    present(play, who, play.identity_token(claims_of(words), algorithm="none"))


@sentence("the shop vouched for {who} as {words} an hour ago")
def shop_vouched(play, who, words):
    present(play, who, play.identity_token(claims_of(words), minutes=-55))


@sentence("{who} gives the address {text}")
def gives_address(play, who, text):
    play.device(who)
    play.ask(play.person(who), "POST", "/api/v1/widget/email", {"email": text})
