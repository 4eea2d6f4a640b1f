return {
  api = 1, name = "topics", version = "0.1.0", kind = "stage",
  about = "what an item is about: scored labels, by key words and a trained classifier",
  config = {
    min_score = { type = "number", default = 0.12, min = 0, max = 1,
      help = "leave out weaker labels" },
    max = { type = "integer", default = 3, min = 1, max = 19, help = "labels for an item" },
    keywords = { type = "number", default = 0.7, min = 0, max = 1,
      help = "weight of the key words, the rest is the classifier's" },
  },
}
