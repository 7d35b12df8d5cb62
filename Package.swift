// swift-tools-version: 6.2
import PackageDescription

/// Settings that every Swift target of the package shares.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
]

/// Targets that touch no C memory at all.
let strict: [SwiftSetting] = house + [.strictMemorySafety()]

/// ToxWire's `Reader` holds a span, which needs the experimental lifetime annotations.
let spans: [SwiftSetting] = house + [.enableExperimentalFeature("Lifetimes")]

/// `POSTERN_ONLY=core` leaves the gateway and its dependencies out: the protocol half then
/// resolves, builds and tests without NIO, SQLite and Lua.
let coreOnly = Context.environment["POSTERN_ONLY"] == "core"

let collections: [Target.Dependency] = [
  .product(name: "DequeModule", package: "swift-collections"),
  .product(name: "HeapModule", package: "swift-collections"),
]
let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
]
/// What of the gateway reads bytes from outside.
let fuzzedGateway: [Target.Dependency] =
  coreOnly
  ? []
  : [
    "Gateway", "GatewayCore", "GatewayRules", "GatewayWebhooks",
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOEmbedded", package: "swift-nio"),
  ]
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

var dependencies: [Package.Dependency] = [
  .package(url: "https://github.com/apple/swift-collections", from: "1.6.0")
]

var products: [Product] = [
  .library(name: "Tox", targets: ["ToxWire", "ToxCrypto", "ToxCore"])
]

var targets: [Target] = [
  .systemLibrary(
    name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
  .target(name: "ToxWire", swiftSettings: spans),
  .target(name: "ToxCrypto", dependencies: ["ToxWire", "CSodium"], swiftSettings: spans),
  .target(
    name: "ToxCore", dependencies: ["ToxWire", "ToxCrypto"] + collections, swiftSettings: spans),
  .target(
    name: "ToxSimulation", dependencies: ["ToxCore", "ToxCrypto", "ToxWire"] + collections,
    swiftSettings: spans),
  .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: house),
  .target(
    name: "Vectors", dependencies: ["ToxWire"], path: "Tests/Vectors",
    exclude: ["vectors.json"], swiftSettings: house),
  .testTarget(
    name: "ToxWireTests", dependencies: ["ToxWire", "Vectors"], swiftSettings: spans),
  .testTarget(
    name: "ToxCryptoTests", dependencies: ["ToxCrypto", "ToxWire", "Vectors"],
    swiftSettings: spans),
  .executableTarget(
    name: "simulate", dependencies: ["ToxSimulation", "ToxCore"], path: "Tests/Simulate",
    swiftSettings: house),
  .testTarget(
    name: "SimulationTests",
    dependencies: ["ToxSimulation", "ToxCore", "ToxCrypto", "ToxWire", "simulate"],
    exclude: ["Scenarios", "Snapshots", "seeds.txt"], swiftSettings: spans),
  .testTarget(name: "HouseTests", swiftSettings: house),
  .target(
    name: "FuzzTargets",
    dependencies: ["ToxCore", "ToxCrypto", "ToxWire", "TestSupport"] + fuzzedGateway,
    path: "Tests/FuzzTargets", exclude: coreOnly ? ["Gateway"] : [],
    swiftSettings: spans + (coreOnly ? [.define("CORE_ONLY")] : [])),
  .executableTarget(
    name: "fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz", swiftSettings: house),
  .testTarget(
    name: "FuzzTests", dependencies: ["FuzzTargets"], exclude: ["Corpus"], swiftSettings: house),
  .testTarget(
    name: "ToxCoreTests",
    dependencies: ["ToxCore", "ToxCrypto", "ToxWire", "TestSupport", "Vectors"] + collections,
    swiftSettings: spans),
]

if !coreOnly {
  dependencies += [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ]
  products += [
    .library(name: "ToxNIO", targets: ["ToxNIO"]),
    .executable(name: "postern", targets: ["postern"]),
  ]
  targets += [
    .systemLibrary(
      name: "CLuaSystem", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
    .systemLibrary(
      name: "CCurlSystem", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CQRCode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CEditSystem", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .target(name: "CEdit", dependencies: ["CEditSystem"]),
    .target(name: "CLua", dependencies: ["CLuaSystem"]),
    .target(name: "CCurl", dependencies: ["CCurlSystem"]),
    .target(name: "CDatagram"),
    .target(name: "CDatagramBan"),
    .target(name: "CProcess"),
    .target(
      name: "ToxNIO", dependencies: ["ToxCore", "ToxWire", "CDatagram", "CDatagramBan"] + nio,
      swiftSettings: spans),
    .testTarget(
      name: "ToxNIOTests",
      dependencies: [
        "ToxNIO", "ToxCore", "ToxCrypto", "ToxWire", "TestSupport", "CDatagramBan",
        .product(name: "NIOEmbedded", package: "swift-nio"),
      ] + nio,
      swiftSettings: spans),
    .target(name: "GatewayCore", swiftSettings: strict),
    .target(
      name: "GatewayStore",
      dependencies: [
        "GatewayCore", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: house),
    .target(name: "GatewayRules", dependencies: ["GatewayCore", "CLua"], swiftSettings: house),
    .target(
      name: "GatewayWebhooks", dependencies: ["GatewayCore", "CCurl", "CSodium"],
      swiftSettings: house),
    .target(
      name: "Gateway",
      dependencies: [
        "ToxNIO", "ToxCore", "ToxCrypto", "ToxWire", "GatewayCore", "GatewayStore",
        "GatewayRules", "GatewayWebhooks", logging,
      ] + nio, swiftSettings: house),
    .executableTarget(
      name: "postern",
      dependencies: [
        "Gateway", "GatewayCore", "GatewayRules", "CEdit", "CPNG", "CProcess",
        "CQRCode",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: house),
    .systemLibrary(
      name: "CToxcore", pkgConfig: "toxcore", providers: [.apt(["libtoxcore-dev"])]),
    .executableTarget(
      name: "interop-peer", dependencies: ["CToxcore"], path: "Tests/InteropPeer",
      exclude: ["README.md"]),
    .executableTarget(
      name: "postern-peer",
      dependencies: [
        "ToxNIO", "ToxCore", "ToxWire", .product(name: "DequeModule", package: "swift-collections"),
      ] + nio, path: "Tests/PosternPeer", swiftSettings: house),
    .executableTarget(
      name: "interop-nodes", dependencies: ["ToxNIO", "ToxCore", "ToxCrypto", "ToxWire"],
      path: "Tests/InteropNodes", swiftSettings: house),
    .target(
      name: "InteropSupport", dependencies: ["TestSupport"], path: "Tests/InteropSupport",
      exclude: ["Scripts"],
      swiftSettings: house),
    .executableTarget(
      name: "flooder",
      dependencies: [
        "ToxWire", "ToxCrypto", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Tests/Flooder", swiftSettings: spans),
    .executableTarget(
      name: "relay-crowd", dependencies: ["ToxWire", "ToxCrypto"], path: "Tests/RelayCrowd",
      swiftSettings: spans),
    .executableTarget(
      name: "interop-benchmark",
      dependencies: [
        "InteropSupport", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Tests/Benchmarks", swiftSettings: house),
    .testTarget(
      name: "InteropTests", dependencies: ["InteropSupport", "TestSupport"], exclude: ["Scripts"],
      swiftSettings: house),
    .testTarget(
      name: "CrashTests",
      dependencies: [
        "InteropSupport", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: house),
    .testTarget(
      name: "PosternTests", dependencies: ["InteropSupport"], exclude: ["Golden"],
      swiftSettings: house),
    .target(
      name: "FaultyDisk", path: "Tests/FaultyDisk",
      linkerSettings: [.linkedLibrary("sqlite3")]),
    .testTarget(
      name: "GatewayTests",
      dependencies: [
        "Gateway", "GatewayCore", "GatewayRules", "GatewayStore", "GatewayWebhooks", "ToxNIO",
        "ToxCore", "ToxWire", "FaultyDisk", "TestSupport",
      ] + nio, swiftSettings: house),
    .testTarget(
      name: "GatewayCoreTests", dependencies: ["GatewayCore"], swiftSettings: house),
    .testTarget(
      name: "GatewayStoreTests",
      dependencies: [
        "GatewayStore", "GatewayCore", .product(name: "GRDB", package: "GRDB.swift"),
      ], swiftSettings: house),
    .testTarget(
      name: "GatewayRulesTests", dependencies: ["GatewayRules", "GatewayCore"],
      swiftSettings: house),
    .testTarget(
      name: "GatewayWebhooksTests", dependencies: ["GatewayWebhooks", "GatewayCore"] + nio,
      swiftSettings: house),
  ]
}

let package = Package(
  name: "postern", products: products, dependencies: dependencies, targets: targets)
