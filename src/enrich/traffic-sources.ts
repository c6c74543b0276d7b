/**
 * Which sites send which kind of visitor: the data behind channels, grouped as Google Analytics 4
 * groups its source categories. An entry with a dot is a host and covers its subdomains, the longest
 * entry winning; `google.*` is that host under every country's ending, without subdomains; an entry
 * without a dot is a name people write into `utm_source`. Android apps send their package as host.
 */
export type SourceKind = "search" | "social" | "video" | "shopping" | "email" | "assistant" | "other";

export const trafficSources: Readonly<Record<SourceKind, string>> = {
  search: `
    google adwords googleads bing yahoo duckduckgo baidu yandex ecosia qwant naver brave kagi
    google.* images.google.* news.google.com com.google.android.googlequicksearchbox
    bing.com search.yahoo.com yahoo.* search.yahoo.co.jp duckduckgo.com com.duckduckgo.mobile.android
    yandex.* ya.ru baidu.com sogou.com so.com sm.cn naver.com daum.net seznam.cz ecosia.org qwant.com
    startpage.com search.brave.com kagi.com mojeek.com ask.com aol.* search.aol.com lycos.com dogpile.com
    metager.org metager.de swisscows.com searchencrypt.com presearch.com presearch.org search.marginalia.nu
    go.mail.ru rambler.ru onet.pl wp.pl coccoc.com petalsearch.com info.com webcrawler.com
    search.sonyericsson.com search.smt.docomo.ne.jp virgilio.it ekoru.org gibiru.com lilo.org
    oceanhero.today search.lilo.org karmasearch.org`,
  social: `
    facebook fb fb.com ig instagram meta twitter x tweet linkedin tiktok pinterest reddit snapchat
    whatsapp telegram threads mastodon bluesky weibo vk wechat quora tumblr discord
    facebook.com messenger.com fb.me instagram.com threads.net threads.com twitter.com t.co x.com
    linkedin.com lnkd.in com.linkedin.android tiktok.com pinterest.* pin.it reddit.com com.reddit.frontpage
    snapchat.com whatsapp.com wa.me com.whatsapp telegram.org t.me web.telegram.org org.telegram.messenger
    com.facebook.katana com.facebook.lite com.instagram.android com.twitter.android com.pinterest
    vk.com vk.ru ok.ru weibo.com weibo.cn wechat.com weixin.qq.com xiaohongshu.com zhihu.com douban.com
    quora.com tumblr.com discord.com discordapp.com bsky.app go.bsky.app mastodon.social mastodon.online
    fosstodon.org hachyderm.io infosec.exchange lemmy.world news.ycombinator.com hckrnews.com lobste.rs
    medium.com stackoverflow.com stackexchange.com producthunt.com slashdot.org digg.com flipboard.com
    xing.com viadeo.com line.me kakao.com nextdoor.com meetup.com livejournal.com disqus.com
    slack.com teams.microsoft.com yammer.com skype.com plurk.com mix.com scoop.it hatena.ne.jp`,
  video: `
    youtube vimeo twitch dailymotion netflix hulu disneyplus
    youtube.com youtu.be youtube-nocookie.com com.google.android.youtube vimeo.com twitch.tv dailymotion.com
    netflix.com hulu.com disneyplus.com primevideo.com max.com crunchyroll.com ted.com wistia.com bilibili.com
    iqiyi.com youku.com v.qq.com nicovideo.jp rutube.ru rumble.com odysee.com kick.com viki.com`,
  shopping: `
    amazon ebay etsy walmart alibaba aliexpress shopify mercadolibre googleshopping
    amazon.* smile.amazon.com ebay.* m.ebay.com etsy.com walmart.com target.com bestbuy.com alibaba.com
    aliexpress.* taobao.com tmall.com jd.com temu.com shein.com shopping.google.com shop.app shopify.com
    mercadolibre.* mercadolivre.com.br rakuten.com rakuten.co.jp shopping.yahoo.co.jp flipkart.com
    zalando.* otto.de allegro.pl bol.com cdiscount.com idealo.* pricerunner.* kelkoo.*`,
  email: `
    email e-mail e_mail newsletter mailchimp klaviyo sendgrid mailgun
    mail.google.com com.google.android.gm outlook.live.com outlook.office.com outlook.office365.com
    outlook.com com.microsoft.office.outlook mail.yahoo.com mail.yahoo.co.jp com.yahoo.mobile.client.android.mail
    mail.aol.com mail.yandex.* e.mail.ru mail.proton.me mail.protonmail.com app.fastmail.com fastmail.com
    mail.zoho.com mail.zoho.eu mail.qq.com mail.163.com mail.126.com webmail.gmx.net navigator.gmx.net
    navigator.web.de app.tuta.com app.hey.com mail.naver.com mail.daum.net email.seznam.cz
    deref-gmx.net deref-web.de deref-mail.com mailchi.mp list-manage.com`,
  assistant: `
    chatgpt openai claude perplexity gemini copilot deepseek grok mistral
    chatgpt.com chat.openai.com openai.com com.openai.chatgpt claude.ai com.anthropic.claude
    perplexity.ai ai.perplexity.app.android gemini.google.com bard.google.com
    com.google.android.apps.bard notebooklm.google.com copilot.microsoft.com copilot.com
    copilot.cloud.microsoft m365.cloud.microsoft edgeservices.bing.com deepseek.com grok.com chat.mistral.ai
    meta.ai poe.com you.com phind.com pi.ai duck.ai kimi.com moonshot.cn doubao.com chat.qwen.ai qwen.ai
    tongyi.aliyun.com yiyan.baidu.com chatglm.cn lumo.proton.me iask.ai andisearch.com consensus.app`,
  // Known, so that no shorter entry above claims them: plain referrals.
  other: `
    finance.yahoo.com news.yahoo.com groups.yahoo.com answers.yahoo.com blog.naver.com cafe.naver.com
    mp.weixin.qq.com baike.baidu.com zhidao.baidu.com tieba.baidu.com help.openai.com platform.openai.com
    cloud.google.com developers.google.com`,
};

/** The kind of a host such as `m.facebook.com`, or of a source's name such as `newsletter`; both lower case. */
export function kindOfSource(source: string): SourceKind | undefined {
  if (source === "") return undefined;
  return kindOfHost(source) ?? kinds.get(withoutCountryEnding(source));
}

const kinds = readSources();

function readSources(): ReadonlyMap<string, SourceKind> {
  const read = new Map<string, SourceKind>();
  for (const [kind, entries] of Object.entries(trafficSources)) {
    for (const entry of entries.trim().split(/\s+/)) read.set(entry, kind as SourceKind);
  }
  return read;
}

function kindOfHost(host: string): SourceKind | undefined {
  for (let from = 0; from >= 0; from = afterDot(host, from)) {
    const kind = kinds.get(host.slice(from));
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/** The start of the next parent domain, or -1 when only the last label would be left. */
function afterDot(host: string, from: number): number {
  const dot = host.indexOf(".", from);
  return dot < 0 || host.indexOf(".", dot + 1) < 0 ? -1 : dot + 1;
}

/** `google.co.uk` and `google.de` both become `google.*`. */
function withoutCountryEnding(host: string): string {
  return host.replace(/(?:\.(?:com?|org|net|ne|or))?\.[a-z]{2,3}$/, ".*");
}
