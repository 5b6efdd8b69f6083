"""Fixed phrases of web pages and print-outs that are no part of what a document says."""

FORM_OPENINGS = (
    "fant du det du lette etter",
    "fant du det du leita etter",
    "fann du det du leita etter",
    "fant du svar på det du lurte på",
    "var denne siden nyttig",
    "var denne sida nyttig",
    "var dette nyttig",
    "var artikkelen nyttig",
    "hjalp dette deg",
    "gi oss tilbakemelding",
    "was this page helpful",
    "did you find what you were looking for",
)
"""Openings of the feedback form that ends a saved web page; compared with the start of a line, case and marks aside."""

FURNITURE_LINES = frozenset(
    {
        "kapittel",
        "skriv ut",
        "skriv ut / lag pdf",
        "skriv ut siden",
        "last ned som pdf",
        "lag pdf",
        "del denne siden",
        "del på facebook",
        "hopp til innhold",
        "hopp til hovedinnhold",
        "gå til hovedinnhold",
        "skip to main content",
        "til toppen",
        "tilbake til toppen",
        "innholdsfortegnelse",
        "godta alle informasjonskapsler",
        "les mer om informasjonskapsler",
        "print this page",
        "back to top",
    }
)
"""Whole lines, in lower case and without closing marks, that belong to a page's controls."""
