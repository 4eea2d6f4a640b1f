return {
  api = 1, name = "page", version = "0.1.0", kind = "source",
  about = "pages by their addresses",
  config = {
    url = { type = "string", help = "one address" },
    urls = { type = "list", default = {}, help = "more addresses" },
  },
}
