local function rota(...)
  local bot = load_bot("oncall.lua")
  local people = {}
  for number, name in ipairs { "rita", ... } do
    local person = bot:contact(name)
    person:gets_accepted()
    person:gets_label(number == 1 and "reporter" or "on-call")
    people[number] = person
    bot:advance(1) -- the rota is in the order in which they came
  end
  return bot, table.unpack(people)
end

test("pages the person on call, whose yes ends it", function()
  local bot, rita, alice, bob = rota("alice", "bob")
  rita:says("!page the shop is down")
  rita:hears("Incident 1 is on its way.")
  expect(alice:heard()[1]):contains("Incident 1: the shop is down\nDo you take it?\nWrite \"yes ")
  alice:confirms()
  alice:hears("It is yours.")
  rita:hears("Incident 1 is taken by " .. alice.codename .. ".")
  bot:advance(3600)
  bob:hears_nothing()
  rita:hears_nothing()
end)

test("goes on after a no and after silence, and to all in the end", function()
  local bot, rita, alice, bob = rota("alice", "bob")
  rita:says("!page the shop is down")
  rita:heard() alice:heard()
  alice:declines()
  alice:hears("It goes on to the next.")
  expect(bob:heard()[1]):contains("Incident 1: the shop is down")
  bot:advance(300)
  bob:hears("It goes on to the next.")
  for _, person in ipairs { alice, bob } do
    person:hears("Not taken by anyone: incident 1: the shop is down")
  end
  rita:hears("Incident 1 was not taken. All were told.")
end)

test("takes turns each Monday at nine in Berlin", function()
  local bot, rita, alice, bob = rota("alice", "bob")
  rita:says("!who")
  rita:hears(alice.codename .. " is on call.")
  bot:at("2026-03-29 12:00") -- summer time has begun
  bot:advance(19 * 3600 - 1)
  bob:hears_nothing()
  bot:advance(1)
  bob:hears("You are on call this week.")
  rita:says("!who")
  rita:hears(bob.codename .. " is on call.")
  bot:advance(7 * 86400)
  alice:hears("You are on call this week.")
end)

test("takes pages from those alone that may send them", function()
  local bot, rita, alice = rota("alice")
  rita:loses_label("reporter")
  rita:says("!page hello")
  rita:hears("Only reporters can page.")
  alice:hears_nothing()
  alice:says("!page I need help")
  alice:hears("Incident 1 is on its way.")
  expect(alice:heard()[1]):contains("I need help")
end)
