-- A small office: commands, opening hours, and one question asked once.
profile { name = "Front desk", about = "Write !help to see what I know." }
contacts { accept = "everyone" }

local utc_offset = 1

local function is_open()
  local time = clock(utc_offset)
  return time.weekday <= 5 and time.hour >= 9 and time.hour < 17
end

command("help", "this list", help)

command("hours", "when we are here", function(message)
  message:reply("Monday to Friday, 9:00 to 17:00. It is " .. date("%H:%M", utc_offset) .. " here.")
end)

command("remind", "!remind MINUTES TEXT writes TEXT to you later", function(message)
  local minutes, text = message.arguments:match("^(%d+)%s+(.+)$")
  if not minutes then
    return message:reply("Like this: !remind 20 the tea is ready")
  end
  timer("reminder", tonumber(minutes) * 60, text, message.contact)
  message:reply("I will.")
end)

on("timer", function(timer)
  timer.contact:reply("You asked me to remind you: " .. timer.payload)
end)

-- Not within a character.
local function cut(text, bytes)
  if #text <= bytes then return text end
  return text:sub(1, utf8.offset(text, 0, bytes + 1) - 1)
end

on("contact", function(contact)
  contact:reply("Hello! May I ask where you found us?")
  contact:set("asked", true)
end)

on("message", function(message)
  message:keep()
  if message.is_request then return end -- it came before our question
  local contact = message.contact
  if contact:get("asked") then
    contact:set("asked", nil)
    contact:set_note("found us through: " .. cut(message.text, 100))
    return message:reply("Thank you. What can we do for you?")
  end
  if not is_open() then
    message:reply("We are closed now and will answer in the morning.")
  end
end)
