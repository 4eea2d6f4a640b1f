return {
  api = 1, name = "article", version = "0.1.0", kind = "stage",
  about = "the article in a page: title, text, date, author, without menus and widgets",
  config = {
    min_text = { type = "integer", default = 80, min = 0,
      help = "a page with less text (bytes) has no article" },
    keep_body = { type = "boolean", default = false, help = "keep the page's bytes in the item" },
  },
}
