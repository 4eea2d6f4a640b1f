return {
  api = 1, name = "places", version = "0.1.0", kind = "stage",
  about = "countries and towns that an item names, in any case of English, Russian and Kazakh",
  config = {
    max = { type = "integer", default = 12, min = 1, max = 200,
      help = "countries kept for an item, weightiest first" },
  },
}
