"""Sentences with made-up personal data, drawn from a seed: each with the pieces that no mask may leave."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that tells personal data, and the pieces of it that must be hidden."""

    kind: str
    text: str
    secrets: tuple[str, ...]


_SENTENCES = {
    "number": (
        "Brukeren har {} og spør om HELTOM. Hvem har ansvar?",
        "Hva er forskjellen på HT og OT, og hvem følger opp {}?",
        "{} – kan dere sjekke om hun får hjelp av omsorgsteamet",
        "Eg har ein brukar, {}, som lurer på tillitsreforma. Kva svarar eg?",
        "ka gjør eg me {} i 2019?",
        "Sak 12, side 45: {}. Hva sier rapporten fra 2020?",
        "The person with {} asks about the trust reform in 2021. What is it?",
        "Who follows up {}, HT or OT?",
        "Kto odpowiada za {} w zespole HT?",
        "Czy reforma z 2019 dotyczy też {}?",
    ),
    "contact": (
        "Ring meg på {} om vaktkoordinator.",
        "Kan du svare til {}? Hva er de sju prinsippene?",
        "Eg er å treffe på {} etter klokka 15. Kva er HELTOM?",
        "Her er kontakten: {}, hvem er prosjektleder i dag?",
        "nås på {} hva er akuttsekken",
        "Please reply to {} and tell me what OT does.",
        "My contact is {}. How many work in HT?",
        "Proszę o odpowiedź na {}. Co to jest HT?",
        "Mój kontakt to {}, czym różni się HT od OT?",
    ),
    "address": (
        "Hun bor i {}. Hvilket team har ansvar?",
        "Kven har ansvar for {} i helga?",
        "They live at {} and ask about HELTOM.",
        "Mieszka przy {}, kto odpowiada?",
    ),
}
_NAMED = (
    "pasienten {} lurer på HELTOM", "brukeren vår {} vil bytte team", "fru {} spør om OT", "{} (84) får hjelp av HT",
    "{}, 84 år, får hjelp av OT", "Hvem følger opp {}, 91?", "min far {} får hjelp", "søsteren til {} ringte",
    "Eg har vore hos brukaren {} i dag", "mor mi {} treng hjelp", "naboen min {} lurer", "han {} datt",
    "patient {} asks about HT", "our client {} wants help", "my mother {} needs help", "the daughter of {} called",
    "Mr {} asks about OT", "pacjent {} pyta o HT", "pacjentka {} pyta", "pani {} pyta", "moja siostra {} pyta",
    "Jeg heter {} og jobber i OT", "Hilsen {}", "My name is {}",
)  # fmt: skip
_GIVEN = "Kari Olav Asbjørg Ingeborg Torbjørn Åse Solveig John Mary Jan Katarzyna Piotr Fatima Ahmed Anne-Lise".split()  # noqa: SIM905
_FAMILY = "Hansen Nordmann Tenkmo Øvrebø Smith O'Neil Kowalski Wiśniewska Hassan Bjørke-Lund".split()  # noqa: SIM905
_STREETS = ("Oppdiktsveien", "Nygårdsgaten", "storgata", "Fjøsangervegen", "Christian Michelsens gate", "Solhaugen")
_HOSTS = ("bergen.kommune.no", "x.no", "example.com", "post-kasse.pl", "mail.co.uk")


def told(seed: int, count: int) -> Iterator[Told]:
    """``count`` sentences, in turn of each kind of number and contact; the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - repeatable, not secret
    kinds = tuple(_KINDS.items())
    for index in range(count):
        name, (frame, make) = kinds[index % len(kinds)]
        data = make(draw)
        yield Told(name, draw.choice(_SENTENCES[frame]).format(data), (data,))


def named(seed: int, count: int) -> Iterator[Told]:
    """``count`` sentences that name a private person, with one name or two; the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in range(count):
        names = [draw.choice(_GIVEN), *draw.sample(_FAMILY, draw.randint(0, 1))]
        yield Told("name", draw.choice(_NAMED).format(" ".join(names)), tuple(names))


def _digits(draw: random.Random, count: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(count))


def _birth_date(draw: random.Random) -> str:
    """Six digits, with the day (D-number) or the month (H-number, synthetic) shifted now and then."""
    day = draw.randint(1, 28) + draw.choice((0, 0, 40))
    month = draw.randint(1, 12) + draw.choice((0, 0, 40, 65, 80))
    return f"{day:02}{month:02}{draw.randint(0, 99):02}"


def _identity(draw: random.Random) -> str:
    born, rest = _birth_date(draw), _digits(draw, 5)
    dotted = ".".join((born[:2], born[2:4], born[4:]))
    return draw.choice(
        (
            born + rest, f"{born} {rest}", f"{born}-{rest}", f"{born} - {rest}", f"{dotted} {rest}",
            f"{dotted}.{rest}",
            f"{dotted}-{rest}", f"{born} {rest[:3]} {rest[3:]}",
            f"{dotted.replace('.', ' ')} {rest}", " ".join(born + rest),
            f"{born}\u00a0{rest}", f"{born}–{rest}", f"{dotted.replace('.', '/')} {rest}",
        )
    )  # fmt: skip


def _account(draw: random.Random) -> str:
    digits = _digits(draw, 11)
    return draw.choice((".", " ", "", "-")).join((digits[:4], digits[4:6], digits[6:]))


def _phone(draw: random.Random) -> str:
    digits = draw.choice("23456789") + _digits(draw, 7)
    pairs = " ".join(digits[i : i + 2] for i in range(0, 8, 2))
    mobile = f"{digits[:3]} {digits[3:5]} {digits[5:]}"
    grouped = draw.choice((digits, pairs, mobile, pairs.replace(" ", "."), mobile.replace(" ", "-")))
    return draw.choice(("", "", "+47 ", "+47", "0047 ", "(+47) ")) + grouped


def _phone_abroad(draw: random.Random) -> str:
    nine = "".join((draw.choice("123456789"), _digits(draw, 8)))
    spaced = f"{nine[:3]} {nine[3:6]} {nine[6:]}"
    return draw.choice(
        (
            f"+48 {spaced}", f"0048 {spaced}", f"+48{nine}", f"+44 (0)20 {nine[:4]} {nine[4:8]}",
            f"+1 ({nine[:3]}) {nine[3:6]}-{nine[5:]}",
            f"+46 {nine[:2]}-{nine[2:5]} {nine[5:7]} {nine[7:]}", f"+252 {nine[:2]} {nine[2:]}",
            f"+49 {nine[:3]} {nine[3:]}",
        )
    )  # fmt: skip


def _email(draw: random.Random) -> str:
    local = draw.choice(("kari", "kari.hansen", "o.nordmann-85", "jan_kowalski", "Åse"))
    host = draw.choice(_HOSTS)
    at = draw.choice(("@", "@", " (at) ", "(at)", " [at] ", " @ ", " krøllalfa "))
    return f"{local}{at}{host}" if draw.random() < 0.8 else f"{local} at {host.replace('.', ' dot ')}"


def _address(draw: random.Random) -> str:
    house = f"{draw.randint(1, 299)}{draw.choice(('', '', 'B', ' c'))}"
    home = draw.choice(
        (f"{draw.choice(_STREETS)} {house}", f"{draw.randint(1, 299)} Baker Street", f"ul. Długa {house}")
    )
    return home + draw.choice(("", "", ", 5003 Bergen")) if home[-1].isdigit() else home


_KINDS: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    "identity number": ("number", _identity),
    "account number": ("number", _account),
    "telephone": ("contact", _phone),
    "telephone abroad": ("contact", _phone_abroad),
    "e-mail": ("contact", _email),
    "address": ("address", _address),
}
