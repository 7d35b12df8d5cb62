public import GatewayCore

/// What the owner sees of contacts, and does with them.
extension TrySession {
  /// The state of the contact of this name; nil where there is none.
  public func state(of name: String) -> ContactState? {
    state.contacts[ContactKey(tryName: name)]?.state
  }

  /// The owner accepts a contact that has asked.
  public func accept(_ name: String) -> [Step] {
    let (key, steps) = meet(name)
    guard let contact = state.contacts[key], contact.state != .accepted else { return steps }
    state.apply(.accept(key), now: now)
    if let contact = state.contacts[key] { waiting.append(.contact(contact)) }
    return steps + work()
  }

  public func contact(_ key: ContactKey) -> Contact? { state.contacts[key] }

  /// The owner writes, or with nil removes, what a contact may be told.
  public func setPublicStatus(_ status: String?, of key: ContactKey) {
    state.contacts[key]?.publicStatus = status
  }

  /// What the staff knows of a contact's conversation, and its notes.
  public func conversation(of key: ContactKey) -> (triage: Triage, notes: [String])? {
    state.triage(of: key).map { ($0, state.staffNotes[key] ?? []) }
  }

  /// The bot's file gives a contact a role.
  public func addStaff(_ member: StaffContact) {
    bot.addStaff(member)
    nameStaff()
  }

  public func requestCode(of key: ContactKey) -> RequestCode? { state.requestCode(of: key) }

  public func labels(of key: ContactKey) -> [ContactLabel] { state.labels(of: key) }

  /// The owner gives a contact a label, or takes it away.
  public func setLabel(_ label: ContactLabel, of key: ContactKey, isSet: Bool) {
    state.apply(.label(key, label, isSet: isSet), now: now)
  }

  /// The owner's note on a contact.
  public func note(on key: ContactKey) -> String? { state.notes[key] }
}
