return {
  api = 1, name = "feed", version = "0.1.0", kind = "source",
  about = "what feeds hold, and with fetch = true the pages behind it",
  needs = { "store" },
  config = {
    url = { type = "string", help = "a feed, or a page that names one" },
    urls = { type = "list", default = {}, help = "more of them" },
    fetch = { type = "boolean", default = false,
      help = "give the page of each new entry, once, instead of all entries each time" },
    max_age = { type = "seconds", help = "entries that are older are left out" },
    limit = { type = "integer", default = 0, min = 0, help = "entries of a feed at most (0: all)" },
  },
}
