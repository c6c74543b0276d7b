/**
 * The names reports use for what the user agent parser finds, keyed by its name in lower case: one
 * name per family, as the `edge` brief spells them. What is not listed keeps the parser's name.
 */
export const browserFamilies: ReadonlyMap<string, string> = new Map(
  families({
    Chrome: ["chrome", "chrome mobile", "chrome webview", "chrome headless", "mobile chrome"],
    Safari: ["safari", "mobile safari"],
    Firefox: [
      "firefox",
      "mobile firefox",
      "firefox focus",
      "firefox reality",
      "fennec",
      "iceweasel",
      "icecat",
    ],
    Edge: ["edge", "edge webview", "edge webview2"],
    Opera: [
      "opera",
      "opera mini",
      "opera mobi",
      "opera mobile",
      "opera tablet",
      "opera touch",
      "opera coast",
      "opera gx",
      "opera neon",
    ],
    "Internet Explorer": ["ie", "iemobile"],
    "Yandex Browser": ["yandex"],
    "Google App": ["gsa"],
    "Samsung Internet": ["samsung internet", "samsung browser"],
    "UC Browser": ["ucbrowser"],
    "QQ Browser": ["qqbrowser", "qqbrowserlite"],
    Maxthon: ["maxthon"],
    Conkeror: ["conkeror"],
    "Pale Moon": ["palemoon"],
    // Engines and prefixes, not browsers: the user agent does not name one.
    "": ["webkit", "mozilla", "gecko", "netscape"],
  }),
);

export const osFamilies: ReadonlyMap<string, string> = new Map(
  families({
    Windows: ["windows", "windows iot"],
    "Windows Phone": ["windows phone", "windows phone os", "windows mobile"],
    macOS: ["mac os", "mac os x", "macos"],
    iOS: ["ios"],
    Android: ["android", "android-x86"],
    ChromeOS: ["chromium os", "chrome os", "cros"],
    HarmonyOS: ["harmonyos", "openharmony"],
    Linux: [
      "linux",
      "gnu",
      "ubuntu",
      "kubuntu",
      "xubuntu",
      "lubuntu",
      "nubuntu",
      "debian",
      "raspbian",
      "mint",
      "fedora",
      "centos",
      "redhat",
      "red hat",
      "suse",
      "opensuse",
      "arch",
      "manjaro",
      "gentoo",
      "sabayon",
      "slackware",
      "mandriva",
      "mageia",
      "pclinuxos",
      "zenwalk",
      "linpus",
      "deepin",
      "elementary os",
      "linspire",
      "vectorlinux",
      "joli",
    ],
    FreeBSD: ["freebsd", "ghostbsd", "pc-bsd", "dragonfly"],
    OpenBSD: ["openbsd"],
    NetBSD: ["netbsd"],
    Tizen: ["tizen"],
    webOS: ["webos"],
    KaiOS: ["kaios"],
    PlayStation: ["playstation"],
    Nintendo: ["nintendo"],
    Xbox: ["xbox"],
    BlackBerry: ["blackberry", "rim tablet os"],
    Symbian: ["symbian", "series40"],
  }),
);

/** Systems of handheld devices: without a word on the device, it is a phone. */
export const handheldSystems: ReadonlySet<string> = new Set([
  "iOS",
  "Android",
  "Windows Phone",
  "HarmonyOS",
  "KaiOS",
  "BlackBerry",
  "Symbian",
  "Firefox OS",
  "Sailfish",
  "Bada",
  "MeeGo",
]);

function families(names: Record<string, readonly string[]>): [string, string][] {
  return Object.entries(names).flatMap(([family, spellings]) =>
    spellings.map((spelling): [string, string] => [spelling, family]),
  );
}
