return {
  api = 1, name = "telegram", version = "0.1.0", kind = "source",
  about = "messages of public Telegram channels, from their preview pages",
  needs = { "store" },
  config = {
    channel = { type = "string", help = "its name, as in t.me/NAME" },
    channels = { type = "list", default = {}, help = "more of them" },
    limit = { type = "integer", default = 100, min = 1,
      help = "messages of a channel at most, the latest ones" },
    max_age = { type = "seconds", help = "no further back than this" },
    base = { type = "string", default = "https://t.me/s/", help = "where the previews are" },
  },
}
