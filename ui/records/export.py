"""Feedback as case drafts for the evals, for a person to complete: what should have been shown, and where it stands."""

import json
from collections.abc import Sequence

from .types import Feedback


def to_json_line(feedback: Feedback) -> str:
    """All that is known of one vote, as a line of JSON."""
    about = feedback.about
    return json.dumps(
        {
            "day": feedback.day.isoformat(),
            "vote": feedback.vote,
            "reasons": feedback.reasons,
            "text": feedback.text,
            "question": feedback.question,
            "language": about.language,
            "outcome": about.outcome,
            "document": about.place.document,
            "headings": about.place.headings,
        },
        ensure_ascii=False,
    )


def to_toml(given: Sequence[Feedback]) -> str:
    """A file of cases on dev, a cluster for each question, in the order of the feedback."""
    return "\n".join(_cluster(one, f"feedback-{one.day.isoformat()}-{at}") for at, one in enumerate(given, start=1))


def _cluster(feedback: Feedback, name: str) -> str:
    about = feedback.about
    place = " > ".join((about.place.document, *about.place.headings))
    remarks = [
        f"{feedback.vote}: {', '.join(feedback.reasons) or 'no reason given'}",
        f"{about.outcome}, at {place or 'no place in the documents'}",
        *feedback.text.splitlines(),
        _wanted(feedback),
    ]
    refusal = _refusal(feedback)
    kind = {"not_in_sources": "missing-detail", "unsafe": "clinical", None: "fact"}.get(refusal, "far-off")
    return (
        "".join(f"# {_printable(remark)}\n" for remark in remarks)
        + f'[[cluster]]\nid = {_string(name)}\nsplit = "dev"\nkind = "{kind}"\n'
        + (f'refusal = "{refusal}"\n' if refusal else "evidence = []\nnuggets = []\n")
        + f'\n[[cluster.case]]\nid = {_string(f"{name}-{about.language}")}\nregister = "{about.language}"\n'
        + f"question = {_string(feedback.question)}\n"
    )


def _refusal(feedback: Feedback) -> str | None:
    """The refusal that the giver thinks right: the one there was, one where there was none, or none."""
    outcome = feedback.about.outcome
    if "should_not_have_answered" in feedback.reasons:
        return "not_in_sources"
    refused_rightly = outcome != "answered" and feedback.vote == "up"
    return outcome if refused_rightly else None


def _wanted(feedback: Feedback) -> str:
    if _refusal(feedback):
        return "To do: check that the documents do not answer this."
    return "To do: add the evidence, and a nugget for each thing that the answer has to show."


def _printable(text: str) -> str:
    """The text as a comment may hold it: TOML takes no control characters there."""
    return "".join(character if character.isprintable() else " " for character in text)


def _string(text: str) -> str:
    """A basic string of TOML, which is written like one of JSON but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
