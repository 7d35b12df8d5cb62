import GatewayCore

extension RuleAPI {
  static let offer = HostTable<RuleSession>(
    title: "offer",
    about: """
      What `on("call", …)` and `on("invitation", …)` get. A bot takes none of them: it was refused \
      already, and the handler may say so in its own words. Without a handler the contact is told in \
      one line, at most once a day for each of the two; a handler that does nothing keeps silent: `on("call", function() end)`. It can be used until its handler returns.
      """,
    place: .object(.offer),
    functions: [
      member("reply", signature: "offer:reply(text)", help: "Writes to the contact.") {
        (session, _, call) throws(HostError) in
        try session.reply(to: session.currentContact().key, call.reply(1, "a reply"), .text)
      }
    ],
    fields: [
      member("kind", signature: "offer.kind", help: #""call" or "invitation"."#) {
        (_, offer, call) throws(HostError) in call.answer(offer.kind.rawValue)
      },
      member("contact", signature: "offer.contact", help: "The contact that makes it.") {
        (_, _, call) throws(HostError) in call.answer(.contact, handle: 0)
      },
      member(
        "name", signature: "offer.name",
        help: "The name of the group, as the contact wrote it; may be empty. Nil for a call."
      ) { (_, offer, call) throws(HostError) in call.answer(optional: offer.name) },
      member("video", signature: "offer.video", help: "Whether the caller wants to show a picture.")
      {
        (_, offer, call) throws(HostError) in
        guard case .call(let withVideo) = offer else { return call.answer(false) }
        call.answer(withVideo)
      },
    ])

  private static let member = ObjectMembers(of: .offer) { (session, _) throws(HostError) in
    try session.currentOffer()
  }
}

extension RuleSession.EventName {
  init(_ kind: ContactOffer.Kind) {
    switch kind {
    case .call: self = .call
    case .file: self = .file
    case .invitation: self = .invitation
    }
  }
}
