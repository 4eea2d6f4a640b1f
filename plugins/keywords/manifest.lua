return {
  api = 1, name = "keywords", version = "0.1.0", kind = "stage",
  about = "the names and phrases that an item is about",
  config = {
    count = { type = "integer", default = 10, min = 1, max = 50, help = "how many at most" },
  },
}
