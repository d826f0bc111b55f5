"""`given …`: what is so before the story begins."""
import datetime
import time
import zoneinfo

from language.host import BUILD
from language.play import Person
from language.script import Mistake
from language.sentences import sentence

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
# Stories that name a weekday are told in this week.
MONDAY = datetime.date(2026, 11, 23)


def moment(day, clock, zone="Europe/Sofia"):
    """"Saturday" or "2026-12-01", "02:00" → Unix seconds."""
    date = MONDAY + datetime.timedelta(days=DAYS.index(day)) if day in DAYS else datetime.date.fromisoformat(day)
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime.datetime.combine(date, datetime.time(hour, minute), zoneinfo.ZoneInfo(zone)).timestamp()


@sentence("given the time is {day:word} {clock:clock} [in {zone:word}]", "it becomes {day:word} {clock:clock} [in {zone:word}]")
def the_time_is(play, day, clock, zone="Europe/Sofia"):
    play.host.shift_clock(int((moment(day, clock, zone) - time.time()) * 1000))


@sentence("given {name:whom} is an (agent|admin) [in team {team:word}]", "given {name:whom} is an agent in teams {team:word} and {other:word}")
def is_an_agent(play, name, team=None, other=None):
    add_agent(play, name, "agent", [team, other])


@sentence("given {name:whom} is an administrator [in team {team:word}]")
def is_an_administrator(play, name, team=None):
    add_agent(play, name, "admin", [team])


def add_agent(play, name, kind, teams):
    person = Person(name, kind)
    play.people[name] = person
    for team in filter(None, teams):
        play.teams.setdefault(team, {"members": []})["members"].append(person.email)


@sentence("given {name:whom} is an employee [in group {group:word}]")
def is_an_employee(play, name, group=None):
    play.people[name] = Person(name, "employee")
    play.people[name].group = group


@sentence("given {name:whom} reads {locale:word}")
def reads(play, name, locale):
    play.person(name).locale = locale


@sentence("given team {team:word} answers {days:word} {span:word} [in {zone:word}]")
def team_answers(play, team, days, span, zone=None):
    play.hours[team] = {days: span, **({"time_zone": zone} if zone else {})}
    play.teams.setdefault(team, {"members": []})["hours"] = team


@sentence("given everybody answers {days:word} {span:word}")
def everybody_answers(play, days, span):
    play.hours["default"] = {days: span}


@sentence("given {day:word} is a holiday")
def is_a_holiday(play, day):
    play.hours.setdefault("default", {}).setdefault("holidays", []).append(day)


@sentence("given what comes in belongs to team {team:word}")
def belongs_to_team(play, team):
    play.teams.setdefault(team, {"members": []})
    play.inbox["team"] = team


@sentence("given resolved conversations reopen for {days:number} days")
def reopen_for(play, days):
    play.inbox["reopen_days"] = int(days)


@sentence("given the limit {name:word} is {value:text}")
def the_limit_is(play, name, value):
    play.limits[name] = value


@sentence("given the plugin {name:word}")
def the_plugin(play, name):
    play.plugins[name] = {}


@sentence("given the plugins {names:words}")
def the_plugins(play, names):
    for name in names.replace(" and ", ", ").split(", "):
        play.plugins[name.strip()] = {}


@sentence("given hand-offs go to {names:words}")
def handoffs_go_to(play, names):
    order = ", ".join(f'"{name}"' for name in names.split(", "))
    play.extra.append(f"[handoff]\norder = [{order}]")


@sentence("given the configuration has {line:text}")
def the_configuration_has(play, line):
    if not line:
        raise Mistake("write the line between the quotation marks")
    play.extra.append(line)


@sentence("given every plugin", "given every plugin but {name:word}")
def every_plugin(play, name=None):
    """All that are built."""
    for folder in sorted((BUILD / "plugins").iterdir()):
        if (folder / "plugin.json").exists() and folder.name != name:
            play.plugins[folder.name] = {}
