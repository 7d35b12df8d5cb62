/// What is compared, in the order in which the table shows it.
enum Figure: String, CaseIterable, Codable, CodingKeyRepresentable {
  case startToAnnounced, requestToConnected, nineRequestsToConnected
  case echoP50, echoP90, echoP99
  case oneContactRate, oneContactCPU
  case oneWayRate, receiptP50
  case tenContactsRate, tenContactsCPU
  case idleCPU, idleMemory, idleCPUTenContacts, idleMemoryTenContacts

  var words: String {
    switch self {
    case .startToAnnounced: "start until announced"
    case .requestToConnected: "friend request until connected"
    case .nineRequestsToConnected: "nine requests at once until all are connected"
    case .echoP50: "echo of 64 bytes, back to back, p50"
    case .echoP90: "… p90"
    case .echoP99: "… p99"
    case .oneContactRate: "echoes, 1 contact, 64 open"
    case .oneContactCPU: "… CPU per message"
    case .oneWayRate: "one way with receipts, 64 open"
    case .receiptP50: "… until the receipt, p50"
    case .tenContactsRate: "echoes, 10 contacts, 64 open each"
    case .tenContactsCPU: "… CPU per message"
    case .idleCPU: "idle, no contact: CPU"
    case .idleMemory: "… resident memory"
    case .idleCPUTenContacts: "idle, 10 contacts: CPU"
    case .idleMemoryTenContacts: "… resident memory"
    }
  }

  var unit: String {
    switch self {
    case .startToAnnounced, .requestToConnected, .nineRequestsToConnected: "s"
    case .echoP50, .echoP90, .echoP99, .receiptP50: "ms"
    case .oneContactRate, .oneWayRate, .tenContactsRate: "/s"
    case .oneContactCPU, .tenContactsCPU: "µs"
    case .idleCPU, .idleCPUTenContacts: "%"
    case .idleMemory, .idleMemoryTenContacts: "MiB"
    }
  }

  private var isBetterHigh: Bool { unit == "/s" }

  /// How many times better `value` is than `other`; below 1 it is worse. Nil where one is zero.
  func advantage(of value: Double, over other: Double) -> Double? {
    guard value > 0, other > 0 else { return nil }
    return isBetterHigh ? value / other : other / value
  }
}

/// What one bot came to.
typealias Figures = [Figure: Double]
