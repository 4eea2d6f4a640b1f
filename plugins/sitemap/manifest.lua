return {
  api = 1, name = "sitemap", version = "0.1.0", kind = "source",
  about = "the pages that a site's sitemaps name, each once and when it changed",
  needs = { "store" },
  config = {
    url = { type = "string", help = "a site, a page of it, or a sitemap (.xml, .gz, .txt)" },
    urls = { type = "list", default = {}, help = "more of them" },
    fetch = { type = "boolean", default = true,
      help = "give the pages that are new or changed; false: all entries, without pages" },
    since = { type = "string", help = "leave alone what is older: 2026-05-14, or an age: 7d" },
    follow = { type = "list", default = {},
      help = "Lua patterns of addresses: one must fit; none: all" },
    limit = { type = "integer", default = 1000, min = 0, help = "items at most (0: all)" },
  },
}
