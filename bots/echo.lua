-- Answers everyone with their own words: the smallest bot, and the one that speed is measured with.
profile { name = "Echo", about = "I say what you say." }
contacts { accept = "everyone" }
messages { join = false }

on("message", function(message)
  if message.is_request then return end
  if message.kind == "action" then
    message:action(message.text)
  else
    message:reply(message.text)
  end
end)
