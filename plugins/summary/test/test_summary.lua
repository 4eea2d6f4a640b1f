-- minehost run plugins/summary/test/test_summary.lua
local t = require "t"
local summary = mine.use("summary")
local text = "The two governments signed a treaty on the river on Thursday. "
  .. "It sets the volumes of water for each month of the summer. The weather was fine. "
  .. "Farmers on both banks had asked for the treaty for ten years."
local item = summary.process({ title = "Treaty on the river signed", text = text },
  { sentences = 2 })
t.ok(#item.summary.text > 40 and #item.summary.text < #text, "shorter than the text")
t.eq(summary.process({ text = "" }, { sentences = 2 }).summary, nil, "nothing to sum up")
t.done()
