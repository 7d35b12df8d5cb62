-- A rota of people on call. The owner gives the label "on-call" to those that share it, and "reporter"
-- to those that may page them: `postern contact label amber-heron +on-call`.
profile { name = "On call", about = "!page TEXT reaches the person on call." }
contacts { accept = "code" }

local zone = "Europe/Berlin"
local answer_within = "5m"

-- The person whose turn it is, so many places on; nil where the rota has no more.
local function on_duty(place)
  local people = contacts_with("on-call")
  if place >= #people then return nil end
  return people[((store.get("turn") or 0) + place) % #people + 1]
end

local function tell(key, text)
  local contact = find_contact(key)
  if contact then contact:reply(text) end
end

-- Asks one after the other until one takes it.
local function page(incident)
  local person = on_duty(incident.place)
  if person then
    return person:confirm {
      text = "Incident " .. incident.number .. ": " .. incident.text .. "\nDo you take it?",
      timeout = answer_within, on_yes = "taken", on_no = "passed", data = incident,
    }
  end
  broadcast("on-call", "Not taken by anyone: incident " .. incident.number .. ": " .. incident.text)
  tell(incident.reporter, "Incident " .. incident.number .. " was not taken. All were told.")
end

on("confirm", "taken", function(confirmation)
  local incident = confirmation.data
  confirmation.contact:reply("It is yours.")
  tell(incident.reporter,
    "Incident " .. incident.number .. " is taken by " .. confirmation.contact.codename .. ".")
end)

on("confirm", "passed", function(confirmation)
  local incident = confirmation.data
  confirmation.contact:reply("It goes on to the next.")
  incident.place = incident.place + 1
  page(incident)
end)

every("mon 09:00", function()
  store.set("turn", (store.get("turn") or 0) + 1)
  local person = on_duty(0)
  if person then person:reply("You are on call this week.") end
end, { zone = zone })

command("help", "this list", help)

command("page", "!page TEXT reaches the person on call", function(message)
  local contact = message.contact
  if not (contact:has("reporter") or contact:has("on-call")) then
    return message:reply("Only reporters can page.")
  end
  if message.arguments == "" then
    return message:reply("Like this: !page the shop is down")
  end
  local number = (store.get("incidents") or 0) + 1
  store.set("incidents", number)
  message:reply("Incident " .. number .. " is on its way.")
  page { number = number, text = message.arguments, reporter = contact.key, place = 0 }
end)

command("who", "who is on call", function(message)
  local person = on_duty(0)
  message:reply(person and person.codename .. " is on call." or "No one is on call.")
end)
