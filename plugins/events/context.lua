-- What the sentences before say that a later one leaves out: whom they spoke of last, and the last
-- two parties (pair). Of a sentence in which nothing happens it is found out when it is asked for:
-- most are never asked.
local context = {}
context.__index = context

function context.new() return setmetatable({ waiting = {} }, context) end

-- The actors of the first group of a sentence that is somebody.
function context.spoken_of(s)
  for _, group in ipairs(s.groups) do
    if not group.pronoun and not group.located and not group.weak then return group.actors end
  end
end

-- Actors (nil is none) were spoken of.
function context:tell(actors)
  if actors then self.actors, self.waiting = actors, {} end
end

-- A sentence that read() will read.
function context:wait(read) self.waiting[#self.waiting + 1] = read end

-- The actors of whom was spoken last, or nil.
function context:last()
  for i = #self.waiting, 1, -1 do
    local s = self.waiting[i]()
    self.waiting[i] = nil
    local actors = s and context.spoken_of(s)
    if actors then
      self:tell(actors)
      break
    end
  end
  return self.actors
end

return context
