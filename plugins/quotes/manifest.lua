return {
  api = 1, name = "quotes", version = "0.1.0", kind = "stage",
  about = "who said what, and on whom an item leans",
  config = {
    reported = { type = "boolean", default = true,
      help = "keep reported speech too, not only what stands in quotation marks" },
    acts = { type = "boolean", default = false,
      help = "keep acts of speech that tell nothing (thanked)" },
    beliefs = { type = "boolean", default = false,
      help = "keep what somebody thinks, hopes, plans" },
    max = { type = "integer", default = 200, min = 1, max = 10000,
      help = "quotes and attributions kept for an item" },
  },
}
