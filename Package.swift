// swift-tools-version: 6.2
import PackageDescription

/// `POSTERN_ONLY=core` leaves the gateway and its dependencies out: the protocol half then
/// resolves, builds and tests without NIO, SQLite and Lua.
let coreOnly = Context.environment["POSTERN_ONLY"] == "core"

/// Settings that every Swift target of the package shares.
let house: [SwiftSetting] =
  [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]
  + [
    "ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault",
    "NonisolatedNonsendingByDefault", "InferIsolatedConformances",
  ].map { .enableUpcomingFeature($0) }

/// For types that hold a span, as ToxWire's `Reader` does.
let spans: SwiftSetting = .enableExperimentalFeature("Lifetimes")

/// Modules of other packages.
let packages = [
  "ArgumentParser": "swift-argument-parser", "Crypto": "swift-crypto",
  "DequeModule": "swift-collections",
  "GRDB": "GRDB.swift", "GRDBSQLite": "GRDB.swift", "HeapModule": "swift-collections",
  "HTTPTypes": "swift-http-types", "Hummingbird": "hummingbird",
  "HummingbirdCore": "hummingbird", "HummingbirdTLS": "hummingbird", "Logging": "swift-log",
  "Mustache": "swift-mustache", "OrderedCollections": "swift-collections",
  "NIOCore": "swift-nio", "NIOEmbedded": "swift-nio", "NIOHTTP1": "swift-nio",
  "NIOHTTPTypes": "swift-nio-extras", "NIOHTTPTypesHTTP1": "swift-nio-extras",
  "NIOPosix": "swift-nio", "NIOSSL": "swift-nio-ssl",
]
let collections = ["DequeModule", "HeapModule", "OrderedCollections"]
let nio = ["NIOCore", "NIOPosix"]
let tox = ["ToxCore", "ToxCrypto", "ToxWire"]

/// A target names each module that it imports, ours and others'; `make build` refuses any other.
func dependencies(_ modules: [String]) -> [Target.Dependency] {
  modules.map { module in
    packages[module].map { .product(name: module, package: $0) } ?? .byName(name: module)
  }
}

/// A library of the program in `Sources/NAME`, or what suites share in `Tests/GROUP/NAME`.
func library(
  _ name: String, in folder: String = "Sources", _ modules: [String] = [],
  without files: [String] = [], settings: SwiftSetting...
) -> Target {
  .target(
    name: name, dependencies: dependencies(modules), path: "\(folder)/\(name)", exclude: files,
    swiftSettings: house + settings)
}

/// A suite in `Tests/GROUP/NAME`, without the files that its tests read by themselves.
func tests(
  _ name: String, in folder: String = "Tests/Unit", _ modules: [String] = [],
  without files: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies(modules), path: "\(folder)/\(name)", exclude: files,
    swiftSettings: house)
}

/// A command, of the program or for its tests.
func program(
  _ name: String, in folder: String = "Sources", _ modules: [String],
  without files: [String] = []
) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies(modules), path: "\(folder)/\(name)", exclude: files,
    swiftSettings: house)
}

/// A library of the system, by its names for pkg-config and for Debian.
func system(
  _ name: String, in folder: String = "Sources", pkgConfig: String, apt package: String
) -> Target {
  .systemLibrary(
    name: name, path: "\(folder)/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

var package = Package(
  name: "postern",
  products: [.library(name: "Tox", targets: ["ToxWire", "ToxCrypto", "ToxCore"])],
  dependencies: [.package(url: "https://github.com/apple/swift-collections", from: "1.6.0")],
  targets: [
    system("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
    library("ToxWire", settings: spans),
    library("ToxCrypto", ["ToxWire", "CSodium"]),
    library("ToxCore", ["ToxCrypto", "ToxWire"] + collections),
    library("ToxSimulation", tox + collections),

    tests("HouseTests", ["TestSupport"]),
    tests("ToxWireTests", ["ToxWire", "TestSupport"]),
    tests("ToxCryptoTests", ["ToxCrypto", "ToxWire", "TestSupport"]),
    tests("ToxCoreTests", tox + collections + ["ToxSimulation", "TestSupport"]),
    tests(
      "SimulationTests", tox + ["ToxSimulation", "simulate"],
      without: ["Scenarios", "Snapshots", "seeds.txt"]),
    tests("FuzzTests", in: "Tests/Fuzz", ["FuzzTargets"], without: ["Corpus"]),
    library("TestSupport", in: "Tests/Unit", ["ToxWire"], without: ["vectors.json"]),
    program("simulate", in: "Tests/Tools", ["ToxSimulation", "ToxCore"]),
    program("fuzz", in: "Tests/Fuzz", ["FuzzTargets"]),
    coreOnly
      ? library(
        "FuzzTargets", in: "Tests/Fuzz", tox + ["ToxSimulation"], without: ["Gateway"],
        settings: .define("CORE_ONLY"))
      : library(
        "FuzzTargets", in: "Tests/Fuzz",
        tox + ["ToxSimulation", "Gateway", "GatewayCore", "GatewayHTTP", "GatewayPages"]
          + ["GatewayRules", "GatewayWebhooks"]
          + ["NIOCore", "NIOEmbedded"]),
  ])

if !coreOnly {
  package.products += [
    .library(name: "ToxNIO", targets: ["ToxNIO"]),
    .executable(name: "postern", targets: ["postern"]),
  ]
  package.dependencies += [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ]
  package.targets += [
    system("CLuaSystem", pkgConfig: "lua5.4", apt: "liblua5.4-dev"),
    system("CCurlSystem", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    system("CEditSystem", pkgConfig: "libedit", apt: "libedit-dev"),
    system("CQRCode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
    system("CPNG", pkgConfig: "libpng", apt: "libpng-dev"),
    system("CMagic", pkgConfig: "libmagic", apt: "libmagic-dev"),
    library("CLua", ["CLuaSystem"]),
    library("CCurl", ["CCurlSystem"]),
    library("CEdit", ["CEditSystem"]),
    library("CDatagram"),
    library("CDisk"),
    library("CProcess"),
    library("ToxNIO", ["ToxCore", "ToxWire", "CDatagram"] + nio, settings: spans),
    // Strict, since it touches no C memory at all.
    library("GatewayCore", settings: .strictMemorySafety()),
    library("GatewayStore", ["GatewayCore", "CDisk", "CSodium", "Crypto", "GRDB", "GRDBSQLite"]),
    library("GatewaySeal", ["GatewayCore", "CSodium", "Crypto"]),
    library("GatewayRules", ["GatewayCore", "CLua"]),
    library("GatewayWebhooks", ["GatewayCore", "CCurl", "CSodium"]),
    library(
      "GatewayHTTP",
      nio + ["GatewayCore", "HTTPTypes", "HummingbirdCore", "HummingbirdTLS", "Logging"]
        + ["NIOHTTP1", "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "NIOSSL"]),
    library("GatewayPages", ["GatewayCore", "Mustache"]),
    library("GatewayEngine", ["GatewayCore", "GatewayStore"]),
    library(
      "Gateway",
      tox + nio + ["ToxNIO", "CMagic", "CProcess", "Logging", "NIOHTTP1"]
        + ["GatewayCore", "GatewayEngine", "GatewayStore", "GatewayRules", "GatewayWebhooks"]
        + ["GatewayHTTP", "GatewayPages", "GatewaySeal"]),
    program(
      "postern",
      ["Gateway", "GatewayCore", "GatewayPages", "GatewayRules", "ArgumentParser"]
        + ["CEdit", "CPNG", "CProcess", "CQRCode"]),

    tests(
      "ToxNIOTests", tox + nio + ["ToxNIO", "ToxSimulation", "NIOEmbedded", "CDatagram"]),
    tests("GatewayCoreTests", ["GatewayCore"]),
    tests("GatewayStoreTests", ["GatewayStore", "GatewayCore", "GRDB"]),
    tests(
      "GatewaySealTests", ["GatewaySeal", "GatewayCore", "Crypto", "TestSupport"],
      without: ["vectors.json", "open_inbox.py"]),
    tests("GatewayPagesTests", ["GatewayPages", "GatewayCore", "TestSupport"]),
    tests("GatewayRulesTests", ["GatewayRules", "GatewayCore", "TestSupport"]),
    tests(
      "GatewayWebhooksTests", ["GatewayWebhooks", "GatewayCore", "TestSupport"] + nio,
      without: ["Golden"]),
    tests(
      "GatewayHTTPTests",
      ["GatewayHTTP", "GatewayCore", "TestSupport", "HTTPTypes", "Logging", "NIOCore"]
        + ["NIOEmbedded"]),
    tests(
      "GatewayTests",
      nio + ["ToxNIO", "ToxCore", "ToxWire", "Gateway", "GatewayCore", "GatewayEngine"]
        + ["GatewayRules", "GatewayStore", "GatewayWebhooks", "ToxSimulation", "TestSupport"]
        + ["GatewayTestSupport", "GatewayHTTP", "GatewaySeal", "HTTPTypes", "GRDB"]),
    // Whole bots in the simulation.
    tests(
      "BotSimulationTests",
      ["ToxCore", "ToxSimulation", "ToxWire", "Gateway", "GatewayCore", "GatewayEngine"]
        + ["GatewayStore", "GatewayTestSupport"]),
    library("GatewayTestSupport", in: "Tests/Unit", ["FaultyDisk"]),
    tests(
      "PosternTests", in: "Tests/Interop",
      ["InteropSupport", "TestSupport", "GatewayCore", "GatewayWebhooks"], without: ["Golden"]),
    tests(
      "InteropTests", in: "Tests/Interop", ["InteropSupport", "TestSupport"], without: ["Scripts"]),
    tests(
      "CrashTests", in: "Tests/Interop",
      ["InteropSupport", "ToxSimulation", "GatewayCore", "GatewaySeal", "GatewayStore", "GRDB"]),
    library("InteropSupport", in: "Tests/Interop", ["TestSupport"], without: ["Scripts"]),
    // In C, and used by SQLite itself, below GRDB.
    .target(
      name: "FaultyDisk", path: "Tests/Unit/FaultyDisk",
      linkerSettings: [.linkedLibrary("sqlite3")]),
    program(
      "harness", in: "Tests/Tools",
      tox + ["ToxNIO", "NIOPosix", "DequeModule", "ArgumentParser", "TestSupport"]),
    program(
      "interop-benchmark", in: "Tests/Tools",
      ["InteropSupport", "TestSupport", "ArgumentParser", "GRDB"]),
    // A sender and a receiver of webhooks, in C: what a bot's are measured beside.
    program("bare-webhooks", in: "Tests/Tools", ["CCurlSystem"]),
    // A server of the HTTP interface's library without a bot.
    program(
      "bare-http", in: "Tests/Tools", ["HTTPTypes", "Hummingbird", "Logging", "NIOCore"]),
    // c-toxcore's clients, in C.
    system("CToxcore", in: "Tests/Interop", pkgConfig: "toxcore", apt: "libtoxcore-dev"),
    program(
      "interop-peer", in: "Tests/Interop", ["CToxcore"], without: ["README.md"]),
  ]
}
