/// Everything that a rule can see and do. The reference page is made from this list.
enum RuleAPI {
  static let tables: [HostTable<RuleSession>] = [
    declarations, webhookDeclaration, handlers, schedules, hooks, request, message, contact,
    contacts, conversation, file, offer, timer,
    confirmation,
    store, time, json, log,
  ]
}
