return {
  api = 1, name = "summary", version = "0.1.0", kind = "stage",
  about = "the sentences of an item that say the most, as they stand",
  config = {
    sentences = { type = "integer", default = 2, min = 1, max = 20, help = "how many" },
  },
}
