import GatewayCore

/// One of each command, query and reply, with its JSON: those of `Interface.md`.
enum InterfaceExamples {
  private static let heron = ContactReference("amber-heron")
  private static let time = UnixMilliseconds(1_767_607_200_000)

  static let commands: [(Command, String)] = [
    (
      .contactAdd(address: "76518406F6A9F2217E8D", message: "Hello"),
      #"{"address":"76518406F6A9F2217E8D","command":"contact_add","message":"Hello"}"#
    ),
    (.contactAccept(heron), #"{"command":"contact_accept","contact":"amber-heron"}"#),
    (.contactBlock(heron), #"{"command":"contact_block","contact":"amber-heron"}"#),
    (.contactRemove(heron), #"{"command":"contact_remove","contact":"amber-heron"}"#),
    (.contactRemoveNeverSeen, #"{"command":"contact_remove_never_seen"}"#),
    (
      .contactNote(heron, note: "the clerk"),
      #"{"command":"contact_note","contact":"amber-heron","note":"the clerk"}"#
    ),
    (
      .contactNote(heron, note: nil),
      #"{"command":"contact_note","contact":"amber-heron","note":null}"#
    ),
    (
      .contactPublicStatus(heron, status: "being read"),
      #"{"command":"contact_public_status","contact":"amber-heron","public_status":"being read"}"#
    ),
    (
      .send(heron, text: "disk full on db1", kind: .text, keep: false),
      #"{"command":"send","contact":"amber-heron","keep":false,"kind":"text","text":"disk full on db1"}"#
    ),
    (
      .inboxLabel(messages: [17], label: "urgent"),
      #"{"command":"inbox_label","label":"urgent","messages":[17]}"#
    ),
    (.inboxClose(messages: [17, 18]), #"{"command":"inbox_close","messages":[17,18]}"#),
    (.inboxReopen(messages: [17]), #"{"command":"inbox_reopen","messages":[17]}"#),
    (.inboxErase(messages: [17]), #"{"command":"inbox_erase","messages":[17]}"#),
    (.inboxMarkRead(messages: [17]), #"{"command":"inbox_mark_read","messages":[17]}"#),
    (.hookResume("desk"), #"{"command":"hook_resume","webhook":"desk"}"#),
    (.newNoSpam, #"{"command":"new_nospam"}"#),
    (.clockConfirm, #"{"command":"clock_confirm"}"#),
  ]

  static let queries: [(Query, String)] = [
    (.status, #"{"query":"status"}"#),
    (.contactList, #"{"query":"contact_list"}"#),
    (.answersUnderway(messages: [19]), #"{"messages":[19],"query":"answers_underway"}"#),
    (.hookList, #"{"query":"hook_list"}"#),
    (.clock, #"{"query":"clock"}"#),
  ]

  static let subscriptions: [(Subscription, String)] = [
    (Subscription(), #"{"subscription":"events"}"#),
    (
      Subscription(after: 17, run: time),
      #"{"after":17,"run":"2026-01-05T10:00:00.000Z","subscription":"events"}"#
    ),
  ]

  static let replies: [(Reply, String)] = [
    (.done, #"{"reply":"done"}"#),
    (
      .contacts([
        ContactSummary(
          codename: "amber-heron", key: "0101", name: "Alice", publicStatus: "being read",
          note: "the clerk", state: .accepted, isOnline: true, firstSeen: time, lastSeen: time,
          requestText: "Hello")
      ]),
      #"{"contacts":[{"codename":"amber-heron","first_seen":"2026-01-05T10:00:00.000Z","#
        + #""is_online":true,"key":"0101","last_seen":"2026-01-05T10:00:00.000Z","name":"Alice","#
        + #""note":"the clerk","public_status":"being read","request_text":"Hello","#
        + #""state":"accepted"}],"reply":"contacts"}"#
    ),
    (.toxID("76518406F6A9F2217E8D"), #"{"reply":"tox_id","tox_id":"76518406F6A9F2217E8D"}"#),
    (
      .hooks([
        HookSummary(name: "desk", waiting: 2, delivered: 40, failed: 1, pausedSince: time)
      ]),
      #"{"hooks":[{"delivered":40,"failed":1,"name":"desk","#
        + #""paused_since":"2026-01-05T10:00:00.000Z","waiting":2}],"reply":"hooks"}"#
    ),
    (.changed(3), #"{"count":3,"reply":"changed"}"#),
    (.messages([19]), #"{"messages":[19],"reply":"messages"}"#),
    (
      .status(
        StatusSummary(toxID: "76518406F6A9F2217E8D", connection: "announced", contactsOnline: 4)),
      #"{"connection":"announced","contacts_online":4,"reply":"status","tox_id":"76518406F6A9F2217E8D"}"#
    ),
    (
      .clock(ClockSummary(now: time, usedForErasing: time, ahead: 60_000, remaining: 30_000)),
      #"{"ahead_milliseconds":60000,"now":"2026-01-05T10:00:00.000Z","#
        + #""remaining_milliseconds":30000,"reply":"clock","#
        + #""used_for_erasing":"2026-01-05T10:00:00.000Z"}"#
    ),
    (
      .forgotten(
        ForgottenSummary(
          contacts: 1, messages: 9, droppedAnswers: 1, deliveries: 4, droppedDeliveries: 2)),
      #"{"contacts":1,"copies_may_remain":false,"deliveries":4,"dropped_answers":1,"#
        + #""dropped_deliveries":2,"messages":9,"reply":"forgotten"}"#
    ),
    (
      .failed("There is no message 17."),
      #"{"reply":"failed","text":"There is no message 17."}"#
    ),
  ]
}
