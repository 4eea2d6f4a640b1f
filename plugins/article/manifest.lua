return {
  api = 1, name = "article", version = "0.1.0", kind = "stage",
  about = "the article in a page: title, text, date, author, without menus and widgets",
  config = {
    min_text = { type = "integer", default = 80, min = 0,
      help = "a page with less text (bytes) has no article" },
    pages = { type = "integer", default = 1, min = 1, max = 50,
      help = "join an article that its site cut into pages: so many at most, of one host" },
    keep_body = { type = "boolean", default = false, help = "keep the page's bytes in the item" },
  },
}
