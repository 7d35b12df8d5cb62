import Testing

/// Which targets each target may import.
private let siblings: [String: Set<String>] = [
  "ToxWire": [],
  "ToxCrypto": ["ToxWire"],
  "ToxCore": ["ToxWire", "ToxCrypto"],
  "ToxSimulation": ["ToxWire", "ToxCrypto", "ToxCore"],
  "ToxNIO": ["ToxWire", "ToxCrypto", "ToxCore"],
  "GatewayCore": [],
  "GatewayEngine": ["GatewayCore", "GatewayStore"],
  "GatewayStore": ["GatewayCore"],
  "GatewayRules": ["GatewayCore"],
  "GatewaySeal": ["GatewayCore"],
  "GatewayWebhooks": ["GatewayCore"],
  "GatewayHTTP": ["GatewayCore"],
  "GatewayPages": ["GatewayCore"],
  "Gateway": [
    "ToxWire", "ToxCrypto", "ToxCore", "ToxNIO", "GatewayCore", "GatewayEngine", "GatewayStore",
    "GatewayRules", "GatewayWebhooks", "GatewayHTTP", "GatewayPages", "GatewaySeal",
  ],
  "postern": ["Gateway", "GatewayCore", "GatewayPages", "GatewayRules"],
]

/// Each target's outside libraries.
private let libraries: [String: Set<String>] = [
  "ToxCrypto": ["CSodium"],
  "ToxCore": ["DequeModule", "HeapModule", "OrderedCollections"],
  "ToxSimulation": ["DequeModule", "HeapModule"],
  "ToxNIO": ["CDatagram", "NIOCore", "NIOPosix"],
  "GatewayStore": ["CDisk", "CSodium", "Crypto", "GRDB", "GRDBSQLite"],
  "GatewayPages": ["Mustache"],
  "GatewayRules": ["CLua"],
  "GatewaySeal": ["CSodium", "Crypto"],
  "GatewayWebhooks": ["CCurl", "CSodium"],
  "GatewayHTTP": [
    "HTTPTypes", "HummingbirdCore", "HummingbirdTLS", "Logging", "NIOCore", "NIOHTTP1",
    "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "NIOPosix", "NIOSSL",
  ],
  "Gateway": [
    "CMagic", "CProcess", "Logging", "NIOCore", "NIOHTTP1", "NIOPosix", "ServiceLifecycle",
    "Metrics",
  ],
  "postern": ["ArgumentParser", "CEdit", "CPNG", "CProcess", "CQRCode", "Logging"],
]

/// Modules of the toolchain that hold no clock, socket, file or dice.
private let harmless: Set<String> = ["Synchronization", "RegexBuilder"]
private let system: Set<String> = harmless.union(["Foundation", "Glibc", "Dispatch"])

/// Targets that know no clock, socket, file or dice.
let pureTargets: Set<String> = [
  "ToxWire", "ToxCrypto", "ToxCore", "ToxSimulation", "GatewayCore", "GatewayEngine",
  "GatewayPages",
]

@Suite struct `Imports` {
  @Test func `every target is in the table`() {
    let targets = Set(SourceFile.all.map(\.target))
    #expect(targets.contains("ToxCore"))
    #expect(targets.subtracting(siblings.keys) == [])
  }

  @Test func `no file imports what its target may not know`() {
    for file in SourceFile.all {
      #expect(strangers(in: file) == [], "\(file.path)")
    }
  }

  @Test func `a stranger is seen, however it is imported`() {
    let file = SourceFile(
      path: "ToxCore/X.swift",
      text: """
        public import ToxWire
        @preconcurrency import struct Foundation.Date  // the clock
        // import NIOCore
        let text = "import Gateway"
        import Glibc
        """)
    #expect(strangers(in: file) == ["Foundation", "Glibc"])
  }

  private func strangers(in file: SourceFile) -> [String] {
    let target = file.target
    let known = (siblings[target] ?? []).union(libraries[target] ?? [])
      .union(pureTargets.contains(target) ? harmless : system)
    return file.imports.filter { !known.contains($0) }
  }
}
