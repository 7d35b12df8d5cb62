/// A line of the table: a figure of ours, as we run it there, beside the other bot's.
struct Row {
  let figure: Figure
  let ours: MeasuredBot.Kind

  /// In the order in which the table shows them.
  static let all: [Row] =
    durable(.replyP50, .replyP90, .replyP99)
    + keepingNothing(.replyP50, .replyP90, .replyP99)
    + sealing(.replyP50, .replyP90, .replyP99)
    + durable(.fiftyCPU, .fiftyRate, .fiftyCores)
    + keepingNothing(.fiftyCPU, .fiftyRate, .fiftyCores)
    + sealing(.fiftyCPU, .fiftyRate, .fiftyCores)
    + durable(.overflowCPU, .overflowRate, .overflowFaulty, .overflowLost)
    + keepingNothing(.overflowCPU, .overflowRate, .overflowFaulty, .overflowLost)
    + durable(.oneWayRate, .receiptP50)
    + durable(.announced, .knownPairConnected, .newPairConnected, .newcomersOnline, .newcomerCPU)
    + durable(.idleCPU, .idleCPUWithContacts, .idleMemory, .memoryPerContact)
    + durable(.relayRate, .relayCPU, .relayByteRate, .relayCPUPerGigabyte, .relayMemory)
    + durable(.relayAnnounced, .relayPairConnected)
    + durable(.postP50, .postP99, .besideNoneP99, .besideDeadP99, .besideDeadGrowth)
    + durable(.deliveryRate, .bareRate, .deliveryShare, .shellRate, .deliveryTimesShell)
    + durable(.deliveryCPU, .bareCPU, .receiverCPU)
    + durable(.httpP50, .httpRate, .httpBareRate, .httpShare, .httpIdleCPU, .httpIdleMemory)
    + durable(.waitingNoneCPU, .waitingCPU, .waitingMemory)
    + durable(.knownAnnounced, .knownMemory, .knownIdleCPU)
    + durable(.knownReplyP50, .knownReplyCPU, .fewKnownReplyCPU)
    + durable(.hookP50, .hookP99)
    + durable(.fileRate, .fileCPU, .filesRate, .filesCPU)
    + sealing(.fileRate, .fileCPU, .filesRate, .filesCPU)
    + durable(.fileReceivingMemory, .fileSendingMemory, .fileMemoryInAll)
    + durable(.fileToClientRate, .fileToClientCPU, .filesToClientRate)
    + durable(.fileFromClientRate, .fileFromClientCPU, .filesFromClientRate)
    + durable(.receiptAloneP50, .receiptAloneP99, .receiptBesideP50, .receiptBesideP99)
    + durable(.receiptGrowth)

  private static func durable(_ figures: Figure...) -> [Row] {
    figures.map { Row(figure: $0, ours: .postern) }
  }

  private static func keepingNothing(_ figures: Figure...) -> [Row] {
    figures.map { Row(figure: $0, ours: .posternKeepingNothing) }
  }

  private static func sealing(_ figures: Figure...) -> [Row] {
    figures.map { Row(figure: $0, ours: .posternSealing) }
  }

  var words: String {
    guard !figure.words.hasPrefix("…") else { return figure.words }
    return switch ours {
    case .posternKeepingNothing: "storage off: \(figure.words)"
    case .posternSealing: "sealed: \(figure.words)"
    default: figure.words
    }
  }

  /// What the table needs of a bot: of one that is not ours, everything.
  static func measurements(of bot: MeasuredBot.Kind) -> [Measurement] {
    let isOurs = all.contains { $0.ours == bot }
    return Measurement.allCases.filter { measurement in
      (isOurs || !measurement.isOursAlone)
        && all.contains { (!isOurs || $0.ours == bot) && $0.figure.measurement == measurement }
    }
  }
}
