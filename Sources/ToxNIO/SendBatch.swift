import CDatagram
import ToxWire

/// Datagrams on their way to the system: those of one burst are sent with few calls.
///
/// Datagrams of one size that follow each other to one address go as a run: the kernel takes them
/// through its layers as one and cuts them apart at the end (UDP segmentation offload).
struct SendBatch: ~Copyable {
  private struct Run {
    let endpoint: Endpoint
    let start: Int
    /// Of each datagram but the last, which may be shorter.
    let datagramSize: Int
    var size: Int
    var count = 1
  }

  /// The datagrams' bytes, one behind the other.
  private var bytes: [UInt8] = []
  private var runs: [Run] = []
  /// How many more datagrams go one by one, since the kernel refused a run.
  private var singlesLeft = 0

  private static let sizeMax = 256 << 10
  private static let runsMax = Int(CDATAGRAM_BATCH_MAX)
  /// UDP_MAX_SEGMENTS of older kernels, and what fits into one IP packet.
  private static let runCountMax = 64
  private static let runSizeMax = 65_000
  /// A path whose packets are smaller than a datagram, or a device that can't compute checksums,
  /// refuses runs; such a refusal costs a system call.
  private static let singlesAfterRefusal = 4_096

  init() {
    bytes.reserveCapacity(Self.sizeMax)
    runs.reserveCapacity(Self.runsMax)
  }

  /// - Returns: false where the datagram does not fit before a `flush`.
  mutating func append(_ datagram: [UInt8], to endpoint: Endpoint) -> Bool {
    guard bytes.count + datagram.count <= Self.sizeMax else { return false }
    if lengthensLastRun(datagram.count, endpoint) {
      runs[runs.count - 1].size += datagram.count
      runs[runs.count - 1].count += 1
    } else {
      guard runs.count < Self.runsMax else { return false }
      runs.append(
        Run(
          endpoint: endpoint, start: bytes.count, datagramSize: datagram.count,
          size: datagram.count))
    }
    bytes.append(contentsOf: datagram)
    singlesLeft = max(singlesLeft - 1, 0)
    return true
  }

  private func lengthensLastRun(_ size: Int, _ endpoint: Endpoint) -> Bool {
    guard singlesLeft == 0, let run = runs.last else { return false }
    return size <= run.datagramSize && run.size == run.count * run.datagramSize
      && run.count < Self.runCountMax && run.size + size <= Self.runSizeMax
      && run.endpoint == endpoint
  }

  /// What became of datagrams.
  struct Outcome {
    var taken = 0
    /// Those that the system refused: unreachable, not permitted, its buffers full.
    var refused = 0
  }

  /// Hands everything to the system.
  mutating func flush(to socket: UDPSocket) -> Outcome {
    var outcome = Outcome()
    var done = 0
    while done < runs.count {
      let taken = send(from: done, to: socket)
      for run in runs[done..<done + taken] { outcome.taken += run.count }
      done += taken
      if taken == 0 {
        sendOneByOne(runs[done], to: socket, &outcome)
        done += 1
      }
    }
    runs.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
    return outcome
  }

  /// - Returns: how many runs the system took.
  private mutating func send(from first: Int, to socket: UDPSocket) -> Int {
    let runs = runs[first...].prefix { socket.reaches($0.endpoint) }
    guard !runs.isEmpty else { return 0 }
    return bytes.withUnsafeMutableBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      // Each run is within `bytes`: `append` made it from bytes that it had copied there.
      return socket.send(
        runs.map { run in
          CDatagram(
            base + run.start, size: run.size, segmentSize: run.count > 1 ? run.datagramSize : 0,
            run.endpoint)
        })
    }
  }

  private mutating func sendOneByOne(
    _ run: Run, to socket: UDPSocket, _ outcome: inout Outcome
  ) {
    guard run.count > 1 else { return outcome.refused += 1 }
    singlesLeft = Self.singlesAfterRefusal
    for start in stride(from: run.start, to: run.start + run.size, by: run.datagramSize) {
      let end = min(start + run.datagramSize, run.start + run.size)
      let isTaken = socket.send(Array(bytes[start..<end]), to: run.endpoint)
      if isTaken { outcome.taken += 1 } else { outcome.refused += 1 }
    }
  }
}
