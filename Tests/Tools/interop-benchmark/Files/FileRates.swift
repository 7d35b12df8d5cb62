import InteropSupport

/// Files between two of a kind, and what they cost.
func filesCarried(
  _ kind: MeasuredBot.Kind, _ pace: Measurement.Pace
) async throws -> Figures {
  switch kind {
  case .postern, .posternKeepingNothing: try await posternFiles(pace, sealing: false)
  case .posternSealing: try await posternFiles(pace, sealing: true)
  case .toxcore, .toxcoreEachMillisecond, .toxcoreWake: try await toxcoreFiles()
  }
}

private func posternFiles(
  _ pace: Measurement.Pace, sealing: Bool
) async throws -> Figures {
  var pair = try await PosternFilePair(sealing: sealing, in: PosternNetwork())
  try await Task.sleep(for: MeasuredBot.startTime)
  let size = pace.isFull ? 1_000_000_000 : 300_000_000
  let one = try await pair.send(1, of: size)
  let four = try await pair.send(4, of: size / 4)
  note("one \(one) four \(four)")
  // With a few, what all transfers share would hide what one takes.
  let count = 32
  let many = try await pair.send(count, of: size / 16)
  let growth = { (cost: KeyPath<FileOutcome, FileCost>) in
    Double(many[keyPath: cost].peakKiB - one[keyPath: cost].peakKiB) / Double(count - 1)
  }
  return [
    .fileRate: one.megabytesPerSecond, .fileCPU: one.cpuPerGigabyte,
    .filesRate: four.megabytesPerSecond, .filesCPU: four.cpuPerGigabyte,
    .fileReceivingMemory: growth(\.receiver), .fileSendingMemory: growth(\.sender),
    .fileMemoryInAll: Double(max(many.receiver.peakKiB, many.sender.peakKiB)) / 1_024,
  ]
}

/// What c-toxcore does in ten seconds, the first of which are slow.
private let toxcoreBytes = 100_000_000

private func toxcoreFiles() async throws -> Figures {
  let pair = try await ToxcoreFilePair(in: TestNetwork())
  let one = try await pair.send(1, of: toxcoreBytes)
  let four = try await pair.send(4, of: toxcoreBytes / 4)
  return [
    .fileRate: one.megabytesPerSecond, .fileCPU: one.cpuPerGigabyte,
    .filesRate: four.megabytesPerSecond, .filesCPU: four.cpuPerGigabyte,
    // Beside which ours with a c-toxcore client are.
    .fileToClientRate: one.megabytesPerSecond, .filesToClientRate: four.megabytesPerSecond,
    .fileFromClientRate: one.megabytesPerSecond, .filesFromClientRate: four.megabytesPerSecond,
    .fileToClientCPU: one.cpuPerGigabyte, .fileFromClientCPU: one.cpuPerGigabyte,
  ]
}

/// Files between a bot of ours and a c-toxcore client.
func filesOfClient(_ pace: Measurement.Pace) async throws -> Figures {
  let pair = try await MixedFilePair(in: TestNetwork())
  let sent = try await pair.sendToClient(1, of: toxcoreBytes)
  let fourSent = try await pair.sendToClient(4, of: toxcoreBytes / 4)
  let received = try await pair.sendToBot(1, of: toxcoreBytes)
  let fourReceived = try await pair.sendToBot(4, of: toxcoreBytes / 4)
  return [
    .fileToClientRate: sent.megabytesPerSecond, .fileToClientCPU: sent.cpuPerGigabyte,
    .filesToClientRate: fourSent.megabytesPerSecond,
    .fileFromClientRate: received.megabytesPerSecond,
    .fileFromClientCPU: received.cpuPerGigabyte,
    .filesFromClientRate: fourReceived.megabytesPerSecond,
  ]
}
