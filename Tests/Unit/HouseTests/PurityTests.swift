import Testing

/// What would let the world into a pure target, and replay by seed out of it.
private let impurities = [
  // A clock.
  #"\b(?:ContinuousClock|SuspendingClock|clock_gettime|gettimeofday|Date\(\)|Task\.sleep)"#,
  // A socket.
  #"\b(?:sendto|recvfrom|recvmsg|getaddrinfo|SOCK_DGRAM|SOCK_STREAM)\b"#,
  // A file, or the process.
  #"\b(?:FileManager|FileHandle|fopen|ProcessInfo|CommandLine|getenv)\b"#,
  // A generator of its own.
  #"\b(?:SystemRandomNumberGenerator|arc4random|randombytes_\w+)\b"#,
  // Keys out of libsodium's own dice.
  #"\bcrypto_\w*(?:keypair|keygen)\("#,
  // Randomness that does not say from where.
  #"\.(?:random|randomElement|shuffled?)\((?!.*using:)"#,
  // A hash that differs in every process.
  #"\bHasher\(\)|\.hashValue\b"#,
]

@Suite struct `Purity` {
  @Test(arguments: impurities)
  func `the pure targets hold no clock, socket, file or dice`(_ impurity: String) throws {
    for file in SourceFile.files(of: pureTargets) {
      let lines = try file.lines(matching: impurity)
      #expect(lines == [])
    }
  }

  @Test(arguments: [
    "let now = ContinuousClock().now", "let roll = Int.random(in: 0..<6)", "list.shuffle()",
    "var dice = SystemRandomNumberGenerator()", "let seed = name.hashValue",
    "crypto_box_keypair(a, b)",
  ])
  func `an impurity is seen`(_ line: String) throws {
    let file = SourceFile(path: "ToxCore/X.swift", text: line)
    #expect(try impurities.contains { try !file.lines(matching: $0).isEmpty })
  }

  @Test(arguments: [
    "let roll = Int.random(in: 0..<6, using: &entropy)", "// as ContinuousClock does",
    "list.shuffle(using: &entropy)", "send(packet, to: socket)",
  ])
  func `innocence is not`(_ line: String) throws {
    let file = SourceFile(path: "ToxCore/X.swift", text: line)
    #expect(try impurities.allSatisfy { try file.lines(matching: $0).isEmpty })
  }
}
