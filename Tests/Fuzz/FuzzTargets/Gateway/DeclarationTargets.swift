import GatewayCore
import GatewayRules
import GatewayWebhooks

/// What a line of the input is written into; `?` stands for its value.
private let templates = [
  "profile { name = ?, about = ? }",  // A
  "profile { network = ? }",
  "profile { status = ? }",
  "contacts { accept = ? }",
  "inbox { keep = ? }",  // E
  "inbox { seal = ? }",
  "webhook 'w' { url = ? }",
  "webhook 'w' { url = 'https://desk.example', key = ? }",  // H
  "webhook 'w' { url = 'https://desk.example', send = ? }",
  "webhook(?) { url = 'https://desk.example' }",  // J
  "command(?, ?, help)",
  "on(?, help)",
  "inbox(?)",
  "on('message', function(m) timer('t', ?) end)",  // N
  "on('message', function(m) timer(?, 1, ?) end)",
  "on('message', function(m) date(?) clock(?) end)",  // P
  "on('message', function(m) m:reply(?) end)",
  "on('message', function(m) store.set(?, ?) store.get(?) end)",  // R
  "webhook 'w' { url = 'https://desk.example' } on('message', function(m) m:forward('w', ?) end)",
  "limits { contact_messages_per_hour = ?, requests_per_day = ? }",  // T
  "limits { bytes_per_hour = ?, stored_bytes = ?, free_bytes = ? }",
  "contacts { accept = 'phrase', phrase = ? }",  // V
  "contacts { forget_unseen = ? }",
  "contacts { forget = ? }",  // X
  "webhook 'w' { url = 'https://desk.example', send = 'notice', delay = ? }",
  "messages { join = ? }",  // Z
]

/// Declarations, and what takes numbers and texts beside them, with any value: each line begins
/// with the letter of a template; the rest is a text, or after "=" any Lua. A bot that loads can be
/// run.
@Sendable func declare(_ bytes: [UInt8]) {
  for line in bytes.split(separator: UInt8(ascii: "\n")) {
    guard let letter = line.first else { continue }
    let template = templates[Int(letter &- UInt8(ascii: "A")) % templates.count]
    let rest = line.dropFirst()
    let value =
      rest.first == UInt8(ascii: "=")
      ? String(decoding: rest.dropFirst(), as: UTF8.self)
      : "\"\(rest.map { "\\\(padded($0))" }.joined())\""
    guard let bot = try? Bot.load(template.replacing("?", with: value)) else { continue }
    check(bot.configuration)
    for effect in bot.hear("hello").effects { check(effect) }
  }
}

/// Three digits, as Lua's escapes have at most.
private func padded(_ byte: UInt8) -> String {
  let digits = String(byte)
  return String(repeating: "0", count: 3 - digits.count) + digits
}

/// What a start does with a configuration.
private func check(_ configuration: BotConfiguration) {
  let profile = configuration.profile
  precondition(profile.name.utf8.count <= 128 && profile.about.utf8.count <= 1_007, "it fits")
  precondition(profile.name.asProfileLine == profile.name, "nothing is left to take out")
  if case .seconds(let seconds) = configuration.inbox.keep {
    precondition(seconds > 0 && seconds * 1_000 < Int64.max / 2, "a time can be worked with")
  }
  if let seconds = configuration.contacts.forgetUnseen {
    precondition(seconds > 0 && seconds * 1_000 < Int64.max / 2, "a time can be worked with")
  }
  let limits = configuration.limits
  for limit in [limits.contactMessagesPerHour, limits.requestsPerDay, limits.bytesPerHour] {
    var meter = QuotaMeter()
    meter.addUsage(1_372, of: Quota(limit, per: .hour), now: UnixMilliseconds(2_000))
    precondition(meter.emptyAt >= 0, "a quota can be worked with")
  }
  precondition(limits.freeBytes(ofFileSystem: 1 << 40) >= 0, "a size is one")
  for webhook in configuration.webhooks {
    _ = ReceiverAddress(url: webhook.url)
    guard let key = webhook.key else { continue }
    precondition(key.bytes.count >= 16, "a key can't be guessed")
    let size = key.kind == .shared ? 47 : 92
    precondition(WebhookSignature(key: key).header(for: "x").utf8.count == size, "it signs")
  }
}

private func check(_ effect: Effect) {
  switch effect {
  case .reply(_, let text, _, _):
    precondition(!text.isEmpty && text.asMessage == text, "nothing is left to take out")
    precondition(!text.utf8.contains(0), "no client ends it early")
  case .timer(_, _, let delay, _):
    precondition((0...366 * 86_400_000).contains(delay), "a delay is a time")
  default: break
  }
}
