/**
 * What a user agent tells, reduced to family and major version: enough for reports, too little to
 * recognise a person by, which is why the text itself is not kept. An iPad that asks for desktop sites
 * sends a Mac's user agent and cannot be told apart; browsers since 2021 freeze macOS at 10.15 and
 * Windows at 10.
 */
import { UAParser } from "ua-parser-js";
import type { DeviceType } from "../event/event.ts";
import { botOf } from "./bot.ts";
import { cleanAndCutChars } from "./clean-text.ts";
import { enrichLimits } from "./limits.ts";
import { browserFamilies, handheldSystems, osFamilies } from "./user-agent-names.ts";

export interface DeviceFacts {
  readonly device_type: DeviceType;
  readonly os: string;
  readonly os_version: string;
  readonly browser: string;
  readonly browser_version: string;
  readonly is_bot: boolean;
  readonly bot_name: string;
}

export interface UserAgentFacts extends DeviceFacts {
  /** What holds if the event names its user, visitor or session; see read-device.ts. */
  readonly speakingForSomebody: DeviceFacts;
}

const unknownDevice: DeviceFacts = {
  device_type: "",
  os: "",
  os_version: "",
  browser: "",
  browser_version: "",
  is_bot: false,
  bot_name: "",
};

export function readUserAgent(userAgent: string): UserAgentFacts {
  if (userAgent === "") return { ...unknownDevice, speakingForSomebody: unknownDevice };
  const text = cleanAndCutChars(userAgent, enrichLimits.userAgentCharsMax);
  const plain = parseDevice(text);
  const bot = botOf(text);
  if (bot === undefined) return { ...plain, speakingForSomebody: plain };
  const labelled: DeviceFacts = { ...plain, device_type: "bot", is_bot: true, bot_name: bot.name };
  return { ...labelled, speakingForSomebody: bot.kind === "program" ? plain : labelled };
}

function parseDevice(text: string): DeviceFacts {
  const parser = new UAParser(text);
  const os = nameSystem(text, parser.getOS());
  const browser = nameBrowser(parser.getBrowser());
  const device_type = nameDevice(text, parser.getDevice().type, os.name, browser.name);
  return {
    ...unknownDevice,
    device_type,
    os: os.name,
    os_version: os.version,
    browser: browser.name,
    browser_version: browser.version,
  };
}

interface Named {
  readonly name: string;
  readonly version: string;
}

interface Parsed {
  readonly name: string | undefined;
  readonly version: string | undefined;
}

const noName: Named = { name: "", version: "" };

/** Apps on a Mac name no system but its processor or model, and the parser takes them for iOS. */
const macApp = /\bCFNetwork\/.*(?:\(x86_64\)|Mac(?:Book|mini|Pro)|iMac)/;
/** Opera Mini on a phone that runs nothing but Java, which the parser takes for iOS too. */
const javaPhone = /\bJ2ME\/MIDP\b/;

function nameSystem(text: string, { name = "", version = "" }: Parsed): Named {
  if (macApp.test(text)) return { name: "macOS", version: "" };
  if (javaPhone.test(text)) return noName;
  const family = osFamilies.get(name.toLowerCase()) ?? name;
  return { name: family, version: reduceSystemVersion(family, version) };
}

function reduceSystemVersion(family: string, version: string): string {
  // Distributions follow no common count, and ChromeOS tells its build.
  if (family === "Linux" || family === "ChromeOS") return "";
  // Names such as XP and 8.1 are the versions of Windows.
  if (family === "Windows") return /^(?:\d{1,4}(?:\.\d)?|XP|Vista|ME|RT)\b/.exec(version)?.[0] ?? "";
  // macOS counted 10.0 to 10.15 before it counted 11.
  if (family === "macOS") return /^10\.\d{1,2}|^\d{1,3}/.exec(version)?.[0] ?? "";
  return majorOf(version);
}

function nameBrowser({ name = "", version = "" }: Parsed): Named {
  const family = browserFamilies.get(name.toLowerCase()) ?? name;
  return family === "" ? noName : { name: family, version: majorOf(version) };
}

function majorOf(version: string): string {
  return /^\d{1,6}/.exec(version)?.[0] ?? "";
}

const phoneSoftware = /\bMIDP\b|\b(?:WAP|Maui) Browser\b|\bOpera (?:Mini|Mobi)\b/i;

function nameDevice(text: string, parsed: string | undefined, os: string, browser: string): DeviceType {
  if (parsed === "mobile" || parsed === "tablet") return parsed;
  if (parsed === "wearable") return "mobile";
  // Televisions and consoles: a large screen that stays where it is.
  if (parsed !== undefined) return "desktop";
  if (handheldSystems.has(os) || phoneSoftware.test(text)) return "mobile";
  return os === "" && browser === "" ? "" : "desktop";
}
