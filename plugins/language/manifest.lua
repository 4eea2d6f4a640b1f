return {
  api = 1, name = "language", version = "0.1.0", kind = "stage",
  about = "the language and script of an item, read from its text",
  config = {
    min_score = { type = "number", default = 0.3, min = 0, max = 1,
      help = "below it the page's own word for its language counts" },
  },
}
