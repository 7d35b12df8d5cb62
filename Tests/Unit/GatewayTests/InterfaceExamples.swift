import Gateway
import GatewayCore
import GatewayTestSupport

/// One of each command, query and reply, with its JSON: those of `Interface.md`.
enum InterfaceExamples {
  private static let heron = ContactReference("amber-heron")
  private static let time = UnixMilliseconds(1_767_607_200_000)

  private static let conversation = Conversation(
    with: key(1), codename: Codename(text: "amber-heron"))
  private static let message = Item(
    id: MessageID(17), conversation: conversation, direction: .inbound, kind: .text,
    content: .plain("disk full"), isCut: true, at: time, isNew: true, label: "urgent",
    triage: triage, encryption: TextEncryption(.pgp, keys: ["0123456789ABCDEF"]))
  private static let triage = Triage(
    status: .open, since: time, isStarred: true, assignee: "ana")
  private static let messageJSON =
    #"{"assignee":"ana","contact":"amber-heron","conversation_status":"open","direction":"in","#
    + #""encryption":"pgp 0123456789ABCDEF","id":17,"is_cut":true,"is_new":true,"kind":"text","label":"urgent","starred":true,"#
    + #""status":"open","text":"disk full","time":"2026-01-05T10:00:00.000Z"}"#
  private static let answer = Item(
    id: MessageID(18), conversation: conversation, direction: .outbound, kind: .text,
    content: .plain("thanks"), at: time, delivery: .waiting, isAutomatic: true)

  private static let broadcast = BroadcastSummary(
    id: 3, label: "on-call", text: "disk full on db1", time: time, expires: time, state: .sending,
    remaining: 7, sent: 2, received: 40, failed: 0, expired: 1)
  private static let broadcastJSON =
    #"{"expired":1,"expires":"2026-01-05T10:00:00.000Z","failed":0,"id":3,"label":"on-call","#
    + #""received":40,"remaining":7,"sent":2,"state":"sending","text":"disk full on db1","#
    + #""time":"2026-01-05T10:00:00.000Z"}"#

  private static let file = FileItem(
    id: MessageID(7), contact: key(1), direction: .inbound, name: FileName("../minutes.pdf"),
    size: 1_200, state: .whole, position: 1_200, type: "application/pdf", digest: [1, 2], at: time)

  private static let fileWithCopy: FileSummary = {
    var summary = FileSummary(file, of: Codename(text: "amber-heron"))
    summary.hasDerivedCopy = true
    return summary
  }()

  static let commands: [(any Command, String)] = [
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
      .contactLabel(heron, add: ["on-call"], remove: ["trainee"]),
      #"{"add":["on-call"],"command":"contact_label","contact":"amber-heron","remove":["trainee"]}"#
    ),
    (
      .send(heron, text: "disk full on db1", kind: .text, keep: false),
      #"{"command":"send","contact":"amber-heron","keep":false,"kind":"text","text":"disk full on db1"}"#
    ),
    (
      .broadcastSend(label: "on-call", text: "disk full on db1", expires: 3_600),
      #"{"command":"broadcast_send","expires":3600,"label":"on-call","text":"disk full on db1"}"#
    ),
    (
      .confirm(heron, text: "Restart db1?", timeout: 300),
      #"{"command":"confirm","contact":"amber-heron","text":"Restart db1?","timeout":300}"#
    ),
    (
      .conversationChange(
        .named([heron, ContactReference("17")]),
        TriageChange(status: .open, isStarred: true, assignment: .to("ana"))),
      #"{"assignee":"ana","command":"conversation_change","conversations":["amber-heron","17"],"#
        + #""starred":true,"status":"open"}"#
    ),
    (
      .conversationChange(
        .filtered(TriageFilter(status: .closed, assignee: "ana"), count: 12),
        TriageChange(assignment: TriageChange.Assignment.none)),
      #"{"assignee":null,"command":"conversation_change","count":12,"#
        + #""filter":{"assignee":"ana","status":"closed"}}"#
    ),
    (
      .conversationRead(heron, through: 17),
      #"{"command":"conversation_read","contact":"amber-heron","through":17}"#
    ),
    (
      .noteAdd(heron, text: "the clerk"),
      #"{"command":"note_add","contact":"amber-heron","text":"the clerk"}"#
    ),
    (.noteErase(19), #"{"command":"note_erase","note":19}"#),
    (
      .cannedSend(heron, name: "received", language: "de"),
      #"{"command":"canned_send","contact":"amber-heron","language":"de","name":"received"}"#
    ),
    (
      .inboxLabel(messages: [17], label: "urgent"),
      #"{"command":"inbox_label","label":"urgent","messages":[17]}"#
    ),
    (.inboxClose(messages: [17, 18]), #"{"command":"inbox_close","messages":[17,18]}"#),
    (.inboxReopen(messages: [17]), #"{"command":"inbox_reopen","messages":[17]}"#),
    (.inboxErase(messages: [17]), #"{"command":"inbox_erase","messages":[17]}"#),
    (
      .erasureSchedule(messages: [17, 18], undo: 30),
      #"{"command":"erasure_schedule","messages":[17,18],"undo":30}"#
    ),
    (.erasureCancel(messages: [17]), #"{"command":"erasure_cancel","messages":[17]}"#),
    (.inboxMarkRead(messages: [17]), #"{"command":"inbox_mark_read","messages":[17]}"#),
    (.hookPause("desk"), #"{"command":"hook_pause","webhook":"desk"}"#),
    (.hookResume("desk"), #"{"command":"hook_resume","webhook":"desk"}"#),
    (
      .hookExpire("desk", before: time),
      #"{"before":"2026-01-05T10:00:00.000Z","command":"hook_expire","webhook":"desk"}"#
    ),
    (
      .hookReplay(deliveries: [7, 9], repeatsAccepted: false),
      #"{"command":"hook_replay","deliveries":[7,9],"repeats_accepted":false}"#
    ),
    (.newNoSpam, #"{"command":"new_nospam"}"#),
    (.clockConfirm, #"{"command":"clock_confirm"}"#),
    (
      .tokenNew(label: "alerts", scopes: [.send, .read]),
      #"{"command":"token_new","label":"alerts","scopes":["send","read"]}"#
    ),
    (.tokenRevoke(3), #"{"command":"token_revoke","token":3}"#),
    (
      .staffAdd("ana", role: .replier), #"{"command":"staff_add","name":"ana","role":"replier"}"#
    ),
    (.staffRole("ana", .admin), #"{"command":"staff_role","name":"ana","role":"admin"}"#),
    (
      .staffPassphrase("ana", hash: "$argon2id$…"),
      #"{"command":"staff_passphrase","hash":"$argon2id$…","name":"ana"}"#
    ),
    (.staffCodes("ana"), #"{"command":"staff_totp","name":"ana"}"#),
    (.staffCodes("ana", off: true), #"{"command":"staff_totp","name":"ana","off":true}"#),
    (.staffRemove("ana"), #"{"command":"staff_remove","name":"ana"}"#),
    (.sessionEnd(5), #"{"command":"session_end","session":5}"#),
    (
      .draftSet(ContactReference("amber-heron"), text: "Thank you"),
      #"{"command":"draft_set","contact":"amber-heron","text":"Thank you"}"#
    ),
    (
      .draftSet(ContactReference("amber-heron"), isSent: true),
      #"{"command":"draft_set","contact":"amber-heron","sent":true}"#
    ),
    (
      .consumerNew("desk", fromStart: false),
      #"{"command":"consumer_new","consumer":"desk","from_start":false}"#
    ),
    (.consumerRemove("desk"), #"{"command":"consumer_remove","consumer":"desk"}"#),
    (
      .consumerAcknowledge("desk", through: 17),
      #"{"command":"consumer_acknowledge","consumer":"desk","through":17}"#
    ),
    (
      .fileSend(to: heron, path: "/srv/report.pdf", named: "report.pdf", lifetime: 86_400_000),
      #"{"command":"file_send","contact":"amber-heron","expires_milliseconds":86400000,"#
        + #""name":"report.pdf","path":"/srv/report.pdf"}"#
    ),
    (
      .fileSend(to: heron, stored: 7),
      #"{"command":"file_send","contact":"amber-heron","file":7}"#
    ),
    (.fileAccept(7), #"{"command":"file_accept","file":7}"#),
    (
      .fileRefuse(7, text: "too large"),
      #"{"command":"file_refuse","file":7,"text":"too large"}"#
    ),
    (
      .sealEnvelopesReplace([EnvelopeSummary(number: 0x00c0_ffee_00c0_ffee, bytes: [1, 2])]),
      #"{"command":"seal_envelopes_replace","envelopes":[{"envelope":"AQI=","number":"00c0ffee00c0ffee"}]}"#
    ),
    (.fileCancel(7), #"{"command":"file_cancel","file":7}"#),
  ]

  static let queries: [(any Query, String)] = [
    (.status, #"{"query":"status"}"#),
    (.metrics, #"{"query":"metrics"}"#),
    (.readiness, #"{"query":"readiness"}"#),
    (.contactList, #"{"query":"contact_list"}"#),
    (.contactList(label: "on-call"), #"{"label":"on-call","query":"contact_list"}"#),
    (
      .contactList(after: String(repeating: "01", count: 32), limit: 50),
      #"{"after":"0101010101010101010101010101010101010101010101010101010101010101","limit":50,"query":"contact_list"}"#
    ),
    (.answersUnderway(messages: [19]), #"{"messages":[19],"query":"answers_underway"}"#),
    (.hookList, #"{"query":"hook_list"}"#),
    (
      .hookDeliveries(
        DeliverySelection(
          webhook: "desk", states: [.failed, .expired], since: time, before: 30, limit: 50)),
      #"{"before":30,"limit":50,"query":"hook_deliveries","since":"2026-01-05T10:00:00.000Z","#
        + #""states":["failed","expired"],"webhook":"desk"}"#
    ),
    (.hookDelivery(7), #"{"delivery":7,"query":"hook_delivery"}"#),
    (.incomingHookList, #"{"query":"incoming_hook_list"}"#),
    (.broadcastList(limit: 20), #"{"limit":20,"query":"broadcast_list"}"#),
    (.broadcast(3, after: 500), #"{"after":500,"broadcast":3,"query":"broadcast"}"#),
    (.confirmation(4), #"{"confirmation":4,"query":"confirmation"}"#),
    (.tokenList, #"{"query":"token_list"}"#),
    (.staffList, #"{"query":"staff_list"}"#),
    (.sessionList(of: "ana"), #"{"name":"ana","query":"session_list"}"#),
    (.draft(for: ContactReference("amber-heron")), #"{"contact":"amber-heron","query":"draft"}"#),
    (.consumerList, #"{"query":"consumer_list"}"#),
    (
      .consumerEvents("desk", limit: 100),
      #"{"consumer":"desk","limit":100,"query":"consumer_events"}"#
    ),
    (.clock, #"{"query":"clock"}"#),
    (.contactFind(heron), #"{"contact":"amber-heron","query":"contact_find"}"#),
    (
      .conversationList(before: 30, limit: 50),
      #"{"before":30,"limit":50,"query":"conversation_list"}"#
    ),
    (
      .conversationList(
        ConversationFilter(
          TriageFilter(
            status: .new, isUnassigned: true, isUnread: true, contactLabel: "leak", reader: "ana"),
          limit: 50)),
      #"{"contact_label":"leak","limit":50,"query":"conversation_list","reader":"ana","#
        + #""status":"new","unassigned":true,"unread":true}"#
    ),
    (
      .conversationCount(TriageFilter(status: .closed)),
      #"{"query":"conversation_count","status":"closed"}"#
    ),
    (
      .conversation(ContactReference("amber-heron"), reader: "ana"),
      #"{"contact":"amber-heron","limit":1,"query":"conversation_list","reader":"ana"}"#
    ),
    (.deskStatistics(days: 7), #"{"days":7,"query":"desk_statistics"}"#),
    (
      .auditList(of: "ana", before: 30, limit: 50),
      #"{"author":"ana","before":30,"limit":50,"query":"audit_list"}"#
    ),
    (.cannedList, #"{"query":"canned_list"}"#),
    (
      .noteList(heron, after: 18, limit: 50),
      #"{"after":18,"contact":"amber-heron","limit":50,"query":"note_list"}"#
    ),
    (
      .inboxList(
        InboxSelection(
          InboxFilter(
            status: .open, onlyNew: true, label: "urgent", encryption: "pgp",
            triage: TriageFilter(status: .waiting, isStarred: true, assignee: "ana"), since: time,
            until: time, before: MessageID(30), after: MessageID(2), limit: 50,
            order: .oldestFirst), contact: heron), textBytes: 400),
      #"{"after":2,"assignee":"ana","before":30,"contact":"amber-heron","#
        + #""conversation_status":"waiting","encryption":"pgp","label":"urgent","limit":50,"#
        + #""only_new":true,"order":"oldest_first","query":"inbox_list","since":"2026-01-05T10:00:00.000Z","#
        + #""starred":true,"status":"open","text_bytes":400,"until":"2026-01-05T10:00:00.000Z"}"#
    ),
    (
      .inboxThread(InboxSelection(InboxFilter(limit: 50), contact: ContactReference("17"))),
      #"{"contact":"17","limit":50,"query":"inbox_thread"}"#
    ),
    (.inboxMessages([17, 18]), #"{"messages":[17,18],"query":"inbox_messages"}"#),
    (
      .inboxNumbers(InboxSelection(InboxFilter(status: .closed, limit: 1_000))),
      #"{"limit":1000,"query":"inbox_numbers","status":"closed"}"#
    ),
    (
      .inboxCount(InboxSelection(InboxFilter(limit: 10_000))),
      #"{"limit":10000,"query":"inbox_count"}"#
    ),
    (
      .inboxSearch(words: ["disk", "full"], InboxSelection(InboxFilter(limit: 5_000))),
      #"{"limit":5000,"query":"inbox_search","words":["disk","full"]}"#
    ),
    (.inboxErasure(messages: [17]), #"{"messages":[17],"query":"inbox_erasure"}"#),
    (
      .inboxEnvelopes(["00c0ffee00c0ffee"]),
      #"{"numbers":["00c0ffee00c0ffee"],"query":"inbox_envelopes"}"#
    ),
    (.seal, #"{"query":"seal"}"#),
    (
      .sealEnvelopes(after: "00c0ffee00c0ffee"),
      #"{"after":"00c0ffee00c0ffee","query":"seal_envelopes"}"#
    ),
    (
      .fileList(of: heron, states: [.offered, .accepted], before: 30, limit: 50),
      #"{"before":30,"contact":"amber-heron","limit":50,"query":"file_list","#
        + #""states":["offered","accepted"]}"#
    ),
    (.file(7), #"{"file":7,"query":"file"}"#),
    (
      .filePart(7, at: 0, count: 4),
      #"{"count":4,"file":7,"position":0,"query":"file_part"}"#
    ),
    (
      .filePart(7, at: 4, count: 4, isDerived: true),
      #"{"count":4,"derived":true,"file":7,"position":4,"query":"file_part"}"#
    ),
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
          note: "the clerk", labels: ["on-call"], state: .accepted, isOnline: true, firstSeen: time,
          lastSeen: time,
          requestText: "Hello")
      ]),
      #"{"contacts":[{"codename":"amber-heron","first_seen":"2026-01-05T10:00:00.000Z","#
        + #""is_online":true,"key":"0101","labels":["on-call"],"last_seen":"2026-01-05T10:00:00.000Z","name":"Alice","#
        + #""note":"the clerk","public_status":"being read","request_text":"Hello","#
        + #""state":"accepted"}],"reply":"contacts"}"#
    ),
    (.toxID("76518406F6A9F2217E8D"), #"{"reply":"tox_id","tox_id":"76518406F6A9F2217E8D"}"#),
    (
      .hooks([
        HookSummary(
          name: "desk", waiting: 2, delivered: 40, failed: 1, expired: 3, turnedAway: 0,
          pausedSince: time, pausedBy: .receiver, failingSince: time)
      ]),
      #"{"hooks":[{"delivered":40,"expired":3,"failed":1,"#
        + #""failing_since":"2026-01-05T10:00:00.000Z","name":"desk","paused_by":"receiver","#
        + #""paused_since":"2026-01-05T10:00:00.000Z","turned_away":0,"waiting":2}],"reply":"hooks"}"#
    ),
    (
      .incomingHooks([
        IncomingHookSummary(
          name: "deploy", scheme: "github", received: 12, repeated: 2, failed: 1, last: time,
          refused: [.init(reason: "proof", count: 3, last: time)])
      ]),
      #"{"hooks":[{"failed":1,"hook":"deploy","last":"2026-01-05T10:00:00.000Z","received":12,"#
        + #""refused":[{"count":3,"last":"2026-01-05T10:00:00.000Z","reason":"proof"}],"#
        + #""repeated":2,"verify":"github"}],"reply":"incoming_hooks"}"#
    ),
    (
      .deliveries(
        [
          DeliverySummary(
            id: 7, webhookID: "msg_0af1", webhook: "desk", message: 17, state: .failed,
            ending: .refused, attempts: 1, time: time, isReplayable: true)
        ], last: 3),
      #"{"deliveries":[{"attempts":1,"ending":"refused","id":7,"is_replayable":true,"message":17,"#
        + #""state":"failed","time":"2026-01-05T10:00:00.000Z","webhook":"desk","#
        + #""webhook_id":"msg_0af1"}],"last":3,"reply":"deliveries"}"#
    ),
    (
      .delivery(
        DeliverySummary(
          id: 7, webhookID: "msg_0af1", webhook: "desk", message: 17, state: .pending,
          attempts: 1, time: time, due: time, isReplayable: true),
        attempts: [AttemptSummary(time: time, duration: 12, status: 503, text: nil)]),
      #"{"attempts":[{"duration_milliseconds":12,"status":503,"time":"2026-01-05T10:00:00.000Z"}],"#
        + #""delivery":{"attempts":1,"due":"2026-01-05T10:00:00.000Z","id":7,"#
        + #""is_replayable":true,"message":17,"state":"pending","#
        + #""time":"2026-01-05T10:00:00.000Z","webhook":"desk","webhook_id":"msg_0af1"},"#
        + #""reply":"delivery"}"#
    ),
    (
      .replayed(ReplaySummary(sent: [7], accepted: [9])),
      #"{"accepted":[9],"reply":"replayed","sent":[7],"waiting":[],"without_body":[]}"#
    ),
    (.changed(3), #"{"count":3,"reply":"changed"}"#),
    (.messages([19]), #"{"messages":[19],"reply":"messages"}"#),
    (
      .inbox([MessageSummary(message), MessageSummary(answer)]),
      #"{"messages":["# + messageJSON + #",{"automatic":true,"#
        + #""contact":"amber-heron","delivery":"waiting","direction":"out","id":18,"kind":"text","#
        + #""text":"thanks","time":"2026-01-05T10:00:00.000Z"}],"reply":"inbox"}"#
    ),
    (
      .conversations([
        ConversationSummary(
          contact: "amber-heron", name: "Alice", state: .accepted, labels: ["leak"],
          triage: triage, unread: 2, isUnread: true, isOverdue: true, notes: 1,
          newest: MessageSummary(message))
      ]),
      #"{"conversations":[{"assignee":"ana","contact":"amber-heron","is_unread":true,"#
        + #""labels":["leak"],"name":"Alice","newest":"# + messageJSON
        + #","notes":1,"overdue":true,"since":"2026-01-05T10:00:00.000Z","starred":true,"#
        + #""state":"accepted","status":"open","unread":2}],"reply":"conversations"}"#
    ),
    (
      .notes([
        NoteSummary(
          StaffNote(
            id: MessageID(19), conversation: conversation, author: "ana", at: time,
            content: .plain("the clerk")))
      ]),
      #"{"notes":[{"author":"ana","contact":"amber-heron","id":19,"text":"the clerk","#
        + #""time":"2026-01-05T10:00:00.000Z"}],"reply":"notes"}"#
    ),
    (
      .statistics(
        DeskStatistics(
          days: [DeskStatistics.Day(start: time, messages: 4)], waits: [60_000, 7_200_000, nil])),
      #"{"answered_later":0,"answered_within":[{"conversations":1,"milliseconds":3600000},"#
        + #"{"conversations":1,"milliseconds":86400000},"#
        + #"{"conversations":0,"milliseconds":604800000}],"#
        + #""days":[{"messages":4,"start":"2026-01-05T10:00:00.000Z"}],"#
        + #""median_milliseconds":60000,"reply":"statistics","unanswered":1}"#
    ),
    (
      .audit([
        AuditEntry(
          id: 31, time: time, author: "ana", way: .token, operation: "conversation_change",
          conversation: 12, contact: "amber-heron", count: 1, value: "open")
      ]),
      #"{"entries":[{"author":"ana","contact":"amber-heron","conversation":12,"count":1,"id":31,"#
        + #""operation":"conversation_change","time":"2026-01-05T10:00:00.000Z","value":"open","#
        + #""way":"token"}],"reply":"audit"}"#
    ),
    (
      .canned([CannedReply(name: "received", texts: ["de": "Danke.", "en": "Thank you."])]),
      #"{"replies":[{"name":"received","texts":{"de":"Danke.","en":"Thank you."}}],"#
        + #""reply":"canned"}"#
    ),
    (
      .envelopes([EnvelopeSummary(number: 0x00C0_FFEE_00C0_FFEE, bytes: [1, 2])]),
      #"{"envelopes":[{"envelope":"AQI=","number":"00c0ffee00c0ffee"}],"reply":"envelopes"}"#
    ),
    (
      .seal(
        SealSummary(
          state: .sealing, readers: ["inboxpub_…"], clear: 12, clearFiles: 1, envelopes: 40,
          otherEnvelopes: 3, otherReaders: ["0123-4567-89ab-cdef"])),
      #"{"clear":12,"clear_files":1,"envelopes":40,"other_envelopes":3,"#
        + #""other_readers":["0123-4567-89ab-cdef"],"readers":["inboxpub_…"],"reply":"seal","#
        + #""state":"sealing"}"#
    ),
    (.count(12), #"{"count":12,"reply":"count"}"#),
    (.matches([17, 12], last: 3), #"{"last":3,"messages":[17,12],"reply":"matches"}"#),
    (
      .erasure(answers: 1, deliveries: 2), #"{"answers":1,"deliveries":2,"reply":"erasure"}"#
    ),
    (.broadcasts([broadcast]), #"{"broadcasts":["# + broadcastJSON + #"],"reply":"broadcasts"}"#),
    (
      .broadcast(
        broadcast, members: [BroadcastMemberSummary(contact: "amber-heron", result: .received)],
        last: 500),
      #"{"broadcast":"# + broadcastJSON
        + #","last":500,"members":[{"contact":"amber-heron","result":"received"}],"#
        + #""reply":"broadcast"}"#
    ),
    (
      .status(
        StatusSummary(
          toxID: "76518406F6A9F2217E8D", connection: "announced", contactsOnline: 4,
          api: APISummary(connections: 1, answered: 18, refused: ["token": 2]))),
      #"{"api":{"answered":18,"connections":1,"refused":{"token":2}},"connection":"announced","#
        + #""contacts_online":4,"reply":"status","tox_id":"76518406F6A9F2217E8D"}"#
    ),
    (
      .clock(ClockSummary(now: time, usedForErasing: time, ahead: 60_000, remaining: 30_000)),
      #"{"ahead_milliseconds":60000,"now":"2026-01-05T10:00:00.000Z","#
        + #""remaining_milliseconds":30000,"reply":"clock","#
        + #""used_for_erasing":"2026-01-05T10:00:00.000Z"}"#
    ),
    (.metrics("postern_up 1\n"), #"{"reply":"metrics","text":"postern_up 1\n"}"#),
    (
      .readiness(
        ReadinessSummary(checks: [.init("network", isPassed: false, text: "joining")])),
      #"{"checks":[{"is_passed":false,"name":"network","text":"joining"}],"reply":"readiness"}"#
    ),
    (
      .forgotten(
        ForgottenSummary(
          contacts: 1, messages: 9, droppedAnswers: 1, deliveries: 4, droppedDeliveries: 2)),
      #"{"contacts":1,"copies_may_remain":false,"deliveries":4,"dropped_answers":1,"#
        + #""dropped_deliveries":2,"messages":9,"reply":"forgotten"}"#
    ),
    (.queued(18), #"{"message":18,"reply":"queued"}"#),
    (
      .broadcasting(3, contacts: 12), #"{"broadcast":3,"contacts":12,"reply":"broadcasting"}"#
    ),
    (
      .confirmation(
        ConfirmationSummary(id: 4, contact: "amber-heron", state: .open, due: time)),
      #"{"confirmation":{"contact":"amber-heron","due":"2026-01-05T10:00:00.000Z","id":4,"#
        + #""state":"open"},"reply":"confirmation"}"#
    ),
    (
      .files([fileWithCopy]),
      #"{"files":[{"claimed_name":"../minutes.pdf","contact":"amber-heron","derived":true,"#
        + #""direction":"in","id":7,"name":"minutes.pdf","position":1200,"sha256":"0102","size":1200,"#
        + #""state":"whole","time":"2026-01-05T10:00:00.000Z","type":"application/pdf"}],"#
        + #""reply":"files"}"#
    ),
    (
      .token(token, text: "postern_3_…"),
      #"{"reply":"token","text":"postern_3_…","#
        + #""token":{"created":"2026-01-05T10:00:00.000Z","id":3,"label":"alerts","#
        + #""scopes":["send","read"]}}"#
    ),
    (
      .tokens([token]),
      #"{"reply":"tokens","tokens":[{"created":"2026-01-05T10:00:00.000Z","id":3,"#
        + #""label":"alerts","scopes":["send","read"]}]}"#
    ),
    (
      .staff([
        StaffSummary(
          name: "ana", role: .replier, hasPassphrase: true, created: time, lastSignedIn: time)
      ]),
      #"{"members":[{"created":"2026-01-05T10:00:00.000Z","#
        + #""last_signed_in":"2026-01-05T10:00:00.000Z","name":"ana","passphrase":true,"#
        + #""role":"replier","totp":false}],"reply":"staff"}"#
    ),
    (
      .codeSetup("otpauth://totp/Postern:ana?secret=…&issuer=Postern"),
      #"{"reply":"code_setup","uri":"otpauth://totp/Postern:ana?secret=…&issuer=Postern"}"#
    ),
    (
      .sessions([
        SessionSummary(
          id: 5, name: "ana", isOfToken: false, browser: "Firefox on Linux", created: time,
          lastUsed: time)
      ]),
      #"{"reply":"sessions","sessions":[{"browser":"Firefox on Linux","#
        + #""created":"2026-01-05T10:00:00.000Z","id":5,"#
        + #""last_used":"2026-01-05T10:00:00.000Z","name":"ana","of_token":false}]}"#
    ),
    (
      .filePart(FilePart(size: 4, bytes: "dGV4dA==")),
      #"{"bytes":"dGV4dA==","reply":"file_part","size":4}"#
    ),
    (.draft("Thank you"), #"{"reply":"draft","text":"Thank you"}"#),
    (
      .consumers([
        ConsumerSummary(
          name: "desk", position: 17, created: time, lastAcknowledged: time, waiting: 2,
          waitingSince: time)
      ]),
      #"{"consumers":[{"created":"2026-01-05T10:00:00.000Z","#
        + #""last_acknowledged":"2026-01-05T10:00:00.000Z","name":"desk","position":17,"#
        + #""waiting":2,"waiting_since":"2026-01-05T10:00:00.000Z"}],"#
        + #""reply":"consumers"}"#
    ),
    (
      .events(
        ConsumerEvents(
          events: [.object([.init("event", .string("forgotten")), .init("seq", .integer(18))])],
          last: 18)),
      #"{"events":[{"event":"forgotten","seq":18}],"last":18,"reply":"events"}"#
    ),
    (
      .failed("There is no message 17.", .absent),
      #"{"kind":"not_found","reply":"failed","text":"There is no message 17."}"#
    ),
    (
      .failed("The disk is full.", .unavailable, .diskFull),
      #"{"kind":"unavailable","reason":"disk_full","reply":"failed","text":"The disk is full."}"#
    ),
    (
      .failed("Nothing was sent."),
      #"{"reply":"failed","text":"Nothing was sent."}"#
    ),
  ]

  private static let token = TokenSummary(
    id: 3, label: "alerts", scopes: [.send, .read], created: time)
}
