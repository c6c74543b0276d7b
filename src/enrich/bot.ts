/**
 * Which user agents are not a person's browser. Whether, is for the `isbot` library, whose list is
 * kept; here are its exceptions, the name, and the difference between a crawler and a mere program.
 */
import { isbot } from "isbot";
import { crawlerNames, programNames } from "./bot-names.ts";
import { enrichLimits } from "./limits.ts";

export interface Bot {
  readonly name: string;
  /**
   * `program`: an HTTP library or an app, which may send events for somebody else. `crawler`: comes on
   * its own account, whoever it claims to be.
   */
  readonly kind: "crawler" | "program";
}

/** Nothing in the user agent is a name, as in `Mozilla/5.0`. */
const nameless = "unnamed bot";

/** Phones before smartphones name their WAP profile, in forms that look like programs to `isbot`. */
const featurePhone = /\bMIDP-|\b(?:WAP|Maui) Browser\b/i;

/**
 * These patterns look back first, so that they start once in a word and not at each of its letters: hostile
 * user agents would otherwise cost milliseconds. This one: addresses, and what a bot claims to be like; names
 * in there are not its own.
 */
const notItsName = /\+?https?:\/\/[^\s;)]*|(?<![\w.+-])[\w.+-]+@[\w.-]+|\blike [\w-]+/gi;
const namedAsBot =
  /(?<![\w.!-])[\w.!-]*?(?:bot|crawl|spider|slurp|archiver|fetch|scrap|preview|monitor|validator|proxy|feed)[\w.!-]*/i;
const afterCompatible = /\bcompatible[;,] *([A-Za-z][\w .!-]*[\w!])/;
const leadingName = /^[A-Za-z][\w.!:-]*(?: [A-Za-z][\w.!-]*)*/;
const browserWord = /^(?:User-Agent: )?(?:Mozilla|MSIE|Gecko|AppleWebKit|Windows|Linux|Opera)\b/i;

/** The bot behind a user agent, or undefined for a person's browser or app. */
export function botOf(userAgent: string): Bot | undefined {
  if (!isbot(userAgent)) return undefined;
  const ownWords = userAgent.replace(notItsName, "");
  const crawler = knownCrawler(ownWords);
  if (crawler !== undefined) return { name: crawler, kind: "crawler" };
  if (featurePhone.test(userAgent)) return undefined;
  const program = knownProgram(userAgent);
  if (program !== undefined) return { name: program, kind: "program" };
  return unknownBot(ownWords, ownWords !== userAgent);
}

const crawlers = new RegExp(crawlerNames.map((name) => RegExp.escape(name)).join("|"), "i");
const programs = new RegExp(
  `^(?:${programNames.map((name) => RegExp.escape(name)).join("|")})(?![\\w-])`,
  "i",
);
const listed = new Map([...crawlerNames, ...programNames].map((name) => [name.toLowerCase(), name]));

function knownCrawler(userAgent: string): string | undefined {
  const lowerCase = userAgent.toLowerCase();
  if (!crawlers.test(userAgent)) return undefined;
  return crawlerNames.find((name) => lowerCase.includes(name.toLowerCase()));
}

function knownProgram(userAgent: string): string | undefined {
  const found = programs.exec(userAgent)?.[0];
  return found === undefined ? undefined : listed.get(found.toLowerCase());
}

/**
 * A program of the customer's own, such as `shop-backend/2.1`, gives only its name; crawlers pose as a
 * browser, call themselves one, or leave an address for complaints.
 */
function unknownBot(ownWords: string, hasAddress: boolean): Bot {
  const leading = leadingName.exec(ownWords)?.[0];
  const asBot = namedAsBot.exec(ownWords)?.[0];
  const name = nameOfUnknown(ownWords, leading, asBot);
  const isProgram = asBot === undefined && leading !== undefined && !browserWord.test(leading) && !hasAddress;
  return {
    name: browserWord.test(name) ? nameless : name.slice(0, enrichLimits.botNameCharsMax),
    kind: isProgram ? "program" : "crawler",
  };
}

/** The whole of `Acme Link Validator` and not its last word alone; the word alone behind a browser's name. */
function nameOfUnknown(ownWords: string, leading: string | undefined, asBot: string | undefined): string {
  if (asBot !== undefined) return leading?.includes(asBot) ? leading : asBot;
  return afterCompatible.exec(ownWords)?.[1] ?? leading ?? nameless;
}
