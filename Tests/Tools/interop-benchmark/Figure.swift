/// What is measured.
enum Figure: String, Codable, CodingKeyRepresentable {
  case replyP50, replyP90, replyP99
  case fiftyCPU, fiftyRate, fiftyCores
  case overflowCPU, overflowRate, overflowFaulty, overflowLost
  case oneWayRate, receiptP50
  case announced, knownPairConnected, newPairConnected
  case newcomersOnline, newcomerCPU
  case idleCPU, idleCPUWithContacts, idleMemory, memoryPerContact
  case relayRate, relayCPU, relayByteRate, relayCPUPerGigabyte, relayMemory
  case relayAnnounced, relayPairConnected
  case postP50, postP99
  case besideNoneP99, besideDeadP99, besideDeadGrowth
  case deliveryRate, bareRate, deliveryShare, shellRate, deliveryTimesShell
  case deliveryCPU, bareCPU, receiverCPU
  case httpP50, httpRate, httpBareRate, httpShare, httpIdleCPU, httpIdleMemory
  case waitingNoneCPU, waitingCPU, waitingMemory
  case knownAnnounced, knownMemory, knownIdleCPU, knownReplyP50, knownReplyCPU, fewKnownReplyCPU
  case hookP50, hookP99
  case fileRate, fileCPU, filesRate, filesCPU
  case fileReceivingMemory, fileSendingMemory, fileMemoryInAll
  case fileToClientRate, fileToClientCPU, filesToClientRate
  case fileFromClientRate, fileFromClientCPU, filesFromClientRate
  case receiptAloneP50, receiptAloneP99, receiptBesideP50, receiptBesideP99, receiptGrowth

  var words: String {
    switch self {
    case .replyP50: "reply to 64 bytes, back to back, p50"
    case .replyP90: "… p90"
    case .replyP99: "… p99"
    case .fiftyCPU: "50 contacts × 64 open: bot's CPU per echo"
    case .fiftyRate: "… echoes"
    case .fiftyCores: "… cores that the bot had"
    case .overflowCPU: "50 contacts × 256 open: bot's CPU per echo"
    case .overflowRate: "… echoes"
    case .overflowFaulty: "… messages without an echo in time"
    case .overflowLost: "… contacts lost"
    case .oneWayRate: "one way by read receipt, 64 open"
    case .receiptP50: "… until the receipt, p50"
    case .announced: "start until announced and reachable"
    case .knownPairConnected: "start until two that know each other are connected"
    case .newPairConnected: "start until two are connected, one asking the other"
    case .newcomersOnline: "200 new contacts at once, until all are on line"
    case .newcomerCPU: "… bot's CPU for each"
    case .idleCPU: "idle without contacts: CPU"
    case .idleCPUWithContacts: "idle with 200 contacts on line: CPU"
    case .idleMemory: "resident memory without contacts"
    case .memoryPerContact: "… more for each contact on line"
    case .relayRate: "as a relay, 50 pairs × 16 open of 100 bytes: messages"
    case .relayCPU: "… relay's CPU per message"
    case .relayByteRate: "as a relay, 8 pairs × 16 open of 1,400 bytes: carried"
    case .relayCPUPerGigabyte: "… relay's CPU per gigabyte"
    case .relayMemory: "… resident memory for each idle connection"
    case .relayAnnounced: "without UDP: start until announced and reachable"
    case .relayPairConnected: "… start until two that know each other are connected"
    case .postP50: "message until its POST is received, p50"
    case .postP99: "… p99"
    case .besideNoneP99: "message until its POST, 8 webhooks in turn, p99"
    case .besideDeadP99: "… beside a dead one with 100,000 due and one that drips, p99"
    case .besideDeadGrowth: "… in parts of what it is without the two"
    case .deliveryRate: "deliveries of stored rows"
    case .bareRate: "… libcurl in C without storage, as many open"
    case .deliveryShare: "… in parts of that"
    case .shellRate: "… curl in a shell loop"
    case .deliveryTimesShell: "… in multiples of that"
    case .deliveryCPU: "… bot's CPU per delivery"
    case .bareCPU: "… CPU per request of libcurl in C"
    case .receiverCPU: "… receiver's CPU per delivery"
    case .httpP50: "POST /v1/messages until it is on the disk, p50"
    case .httpRate: "… requests over 64 connections"
    case .httpBareRate: "… the HTTP library alone, as many connections"
    case .httpShare: "… in parts of that"
    case .httpIdleCPU: "idle with the HTTP interface: more CPU"
    case .httpIdleMemory: "… more resident memory"
    case .waitingNoneCPU: "idle with an empty backlog: CPU"
    case .waitingCPU: "idle with 100,000 waiting deliveries: CPU"
    case .waitingMemory: "… more resident memory"
    case .knownAnnounced: "100,000 contacts known: start until announced and reachable"
    case .knownMemory: "… resident memory"
    case .knownIdleCPU: "… idle, none of them on line: CPU"
    case .knownReplyP50: "… reply to 64 bytes, back to back, p50"
    case .knownReplyCPU: "… bot's CPU per reply"
    case .fewKnownReplyCPU: "… with 100 known"
    case .hookP50: "request to a hook until a contact has its message, p50"
    case .hookP99: "… p99"
    case .fileRate: "one file between two of a kind, until it is on the disk"
    case .fileCPU: "… CPU of both per gigabyte"
    case .filesRate: "four files at once between two of a kind"
    case .filesCPU: "… CPU of both per gigabyte"
    case .fileReceivingMemory: "… more resident memory for each file that comes"
    case .fileSendingMemory: "… for each file that leaves"
    case .fileMemoryInAll: "… with 32 under way in all, at most"
    case .fileToClientRate: "one file to a c-toxcore client, beside c-toxcore with itself"
    case .fileToClientCPU: "… CPU of both per gigabyte"
    case .filesToClientRate: "… four at once"
    case .fileFromClientRate: "one file from a c-toxcore client, beside c-toxcore with itself"
    case .fileFromClientCPU: "… CPU of both per gigabyte"
    case .filesFromClientRate: "… four at once"
    case .receiptAloneP50: "a contact's message until its receipt, p50"
    case .receiptAloneP99: "… p99"
    case .receiptBesideP50: "… while it sends four files as fast as it can, p50"
    case .receiptBesideP99: "… p99"
    case .receiptGrowth: "… p99 in multiples of that without files"
    }
  }

  /// Empty for a count.
  var unit: String {
    switch self {
    case .replyP50, .replyP90, .replyP99, .receiptP50, .newcomerCPU: "ms"
    case .postP50, .postP99, .besideNoneP99, .besideDeadP99, .httpP50: "ms"
    case .hookP50, .hookP99, .knownReplyP50: "ms"
    case .knownReplyCPU, .fewKnownReplyCPU: "µs"
    case .knownAnnounced: "s"
    case .knownIdleCPU: "%"
    case .knownMemory: "MiB"
    case .receiptAloneP50, .receiptAloneP99, .receiptBesideP50, .receiptBesideP99: "ms"
    case .fileRate, .filesRate, .fileToClientRate, .filesToClientRate: "MB/s"
    case .fileFromClientRate, .filesFromClientRate: "MB/s"
    case .fileCPU, .filesCPU, .fileToClientCPU, .fileFromClientCPU: "s"
    case .fileReceivingMemory, .fileSendingMemory: "KiB"
    case .fileMemoryInAll: "MiB"
    case .receiptGrowth: ""
    case .fiftyCPU, .overflowCPU, .relayCPU, .deliveryCPU, .bareCPU, .receiverCPU: "µs"
    case .fiftyRate, .overflowRate, .oneWayRate, .relayRate: "/s"
    case .deliveryRate, .bareRate, .shellRate, .httpRate, .httpBareRate: "/s"
    case .relayByteRate: "MB/s"
    case .relayCPUPerGigabyte, .relayAnnounced, .relayPairConnected: "s"
    case .fiftyCores, .overflowFaulty, .overflowLost: ""
    case .besideDeadGrowth, .deliveryShare, .deliveryTimesShell, .httpShare: ""
    case .announced, .knownPairConnected, .newPairConnected, .newcomersOnline: "s"
    case .idleCPU, .idleCPUWithContacts, .waitingNoneCPU, .waitingCPU, .httpIdleCPU: "%"
    case .idleMemory, .waitingMemory, .httpIdleMemory: "MiB"
    case .memoryPerContact, .relayMemory: "KiB"
    }
  }

  var measurement: Measurement {
    switch self {
    case .replyP50, .replyP90, .replyP99: .reply
    case .fiftyCPU, .fiftyRate, .fiftyCores: .fiftyBy64
    case .overflowCPU, .overflowRate, .overflowFaulty, .overflowLost: .fiftyBy256
    case .oneWayRate, .receiptP50: .oneWay
    case .announced: .start
    case .knownPairConnected, .newPairConnected: .pairs
    case .idleCPU, .idleMemory: .idle
    case .relayRate, .relayCPU, .relayByteRate, .relayCPUPerGigabyte, .relayMemory: .relay
    case .relayAnnounced, .relayPairConnected: .relayStart
    case .postP50, .postP99: .post
    case .besideNoneP99, .besideDeadP99, .besideDeadGrowth: .besideDead
    case .deliveryRate, .bareRate, .deliveryShare, .shellRate, .deliveryTimesShell: .deliveries
    case .deliveryCPU, .bareCPU, .receiverCPU: .deliveries
    case .waitingNoneCPU, .waitingCPU, .waitingMemory: .waiting
    case .httpP50, .httpRate, .httpBareRate, .httpShare: .http
    case .httpIdleCPU, .httpIdleMemory: .http
    case .knownAnnounced, .knownMemory, .knownIdleCPU: .known
    case .knownReplyP50, .knownReplyCPU, .fewKnownReplyCPU: .known
    case .hookP50, .hookP99: .hook
    case .fileRate, .fileCPU, .filesRate, .filesCPU: .files
    case .fileReceivingMemory, .fileSendingMemory, .fileMemoryInAll: .files
    case .fileToClientRate, .fileToClientCPU, .filesToClientRate: .filesWithClient
    case .fileFromClientRate, .fileFromClientCPU, .filesFromClientRate: .filesWithClient
    case .receiptAloneP50, .receiptAloneP99, .receiptBesideP50: .receipts
    case .receiptBesideP99, .receiptGrowth: .receipts
    case .newcomersOnline, .newcomerCPU, .idleCPUWithContacts, .memoryPerContact: .newcomers
    }
  }

  /// How many times better `value` is than `other`; below 1 it is worse. Nil where that says
  /// nothing.
  func advantage(of value: Double, over other: Double) -> Double? {
    guard value > 0, other > 0, unit != "" else { return nil }
    return unit.hasSuffix("/s") ? value / other : other / value
  }
}

/// What one bot came to in one measurement.
typealias Figures = [Figure: Double]
