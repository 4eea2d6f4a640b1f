return {
  api = 1, name = "kept", version = "0.1.0", kind = "source",
  about = "documents that the database keeps: for digests of a day, reports, re-reading",
  needs = { "store" },
  config = {
    since = { type = "string", help = 'a date (2026-11-20) or an age ("1d")' },
    ["until"] = { type = "string", help = "a date, which is included, or an age" },
    language = { type = "string", help = "ISO 639-1" },
    source = { type = "string", help = "of the items" },
    kind = { type = "string", help = '"article" ...' },
    story = { type = "string", help = "of one story" },
    topic = { type = "string", help = "a label of the items' topics" },
    country = { type = "string", help = "ISO 3166 alpha-3, in a mention or an event" },
    type = { type = "string", help = "of an event, in PLOVER's terms" },
    actor = { type = "string", help = "id or name of a mention" },
    order = { type = "string", default = "oldest", help = '"oldest", "newest" or "stored"' },
    limit = { type = "integer", default = 0, min = 0, help = "documents at most; 0: all" },
  },
}
