#!/usr/bin/env python3
"""Invented articles of invented sites, for measuring what `jingwen learn` finds and what it spares.

usage: site-corpus.py [--documents N] [--sites N] [--seed N] [--lines N] OUT.jsonl

Each site, English, Simplified or Traditional Chinese, repeats lines of its own: rows of sections, notices
of the house, adverts of its columns, counters, dates, names behind a label. Beside them stand lines that
repeat and are part of the story: background paragraphs of running stories, quoted statutes, the opening of
a column, crossheads, and whole articles that are printed again, unchanged or with changes. All else is said once.

An output line is {"id", "url", "title", "lang", "text", "planted": [[start, end, name]…],
"standing": [[start, end, kind]…], "copy": id or absent}; offsets in code points, half open.
--lines goes on until so many lines of text are written, of random words, which is quicker, and for
measuring memory is harder: nearly all of them are different. The same arguments give the same bytes.
"""
import argparse
import json
import random

EN = dict(
    towns="Norvale Estholm Quayle Brackwater Ulverby Tarnmouth Silverdene Osgood Fennick Larkhill Wexmoor Dunmarrow Ivesby Calder Strandby Hollin".split(),
    first="Ada Bram Celia Doran Edda Fabian Greta Hollis Imre Jonna Kester Lydia Magnus Nadia Orrin Petra Quill Rhona Stellan Tamsin Ulla Viggo Willa Yorick".split(),
    last="Quist Marlow Tern Ashdown Birk Carrow Dahl Easton Falk Garnet Hale Ingram Jessop Kerr Lund Mercer Nyland Orme Penrose Rask Sorrel Thorne Udall Varden".split(),
    who=["the harbour master", "a spokeswoman for the council", "the owner of the mill", "two of the engineers", "the head of the school", "a farmer from the valley", "the ferry company", "the county's auditor", "the new conductor", "several tenants", "the museum's keeper", "a retired pilot", "the bakers' guild", "the chair of the panel", "the goalkeeper", "the night nurses", "the station's manager", "a team of surveyors", "the minister's deputy", "the oldest member of the choir"],
    did=["rejected a plan for", "spent the summer on", "found a fault in", "wrote a long letter about", "signed an agreement on", "lost an appeal over", "paid for", "asked for more time with", "opened the doors to", "measured the cost of", "gave up on", "won a prize for", "complained in vain about", "took charge of", "drew a new map of", "voted for", "sold a share in", "promised to mend", "counted every stone of", "kept quiet about"],
    what=["the old grain store", "a bridge with two lanes", "the winter timetable", "a herd of grey cattle", "the roof of the market", "a set of lost letters", "the tram to the coast", "a pipe under the square", "the school's kitchen", "a wind farm off the point", "the autumn regatta", "a bank loan at four percent", "the river wall", "a recipe with smoked eel", "the town's last cinema", "a survey of the dunes", "the chapel organ", "a strike at the quarry", "the budget for the parks", "a shipment of copper wire"],
    how=["after a debate that went on past midnight", "because the soil had turned out softer than expected", "in spite of heavy rain", "with the help of a neighbour", "although nobody had asked for it", "while the rest of the town slept", "to the surprise of those who knew the building", "before the first frost", "under a rule from another century", "at twice the price", "without a word to the press", "for the third year running", "on the strength of one old photograph", "when the tide was at its lowest", "in exchange for a strip of meadow", "against the advice of two lawyers"],
    then=["the work will take until spring", "the vote was close", "nobody was hurt", "the money has to come from somewhere", "the figures are to be checked again", "neighbours brought soup", "the line stays closed", "a second hearing follows in autumn", "the price of timber fell at once", "the band played on", "the fog lifted only at noon", "three families have moved out", "the archive holds no other copy", "the team goes through on goals scored away", "the road smells of tar", "the council will meet once more"],
)
ZH = dict(
    towns="诺维 埃斯霍 奎尔港 布雷沃 乌弗比 塔恩 银谷 奥斯古 芬尼克 云雀山 韦克斯 敦马罗".split(),
    first="明 丽 建国 晓雯 志强 淑芬 伟 文静 海涛 雨桐 国栋 春梅".split(),
    last="王 李 张 陈 林 周 吴 郑 孙 何 罗 高".split(),
    who=["港务局局长", "市议会发言人", "磨坊的主人", "两名工程师", "小学校长", "山谷里的农户", "渡轮公司", "县里的审计员", "新任指挥", "几位租客", "博物馆管理员", "退休的飞行员", "面包师行会", "评审组组长", "守门员", "值夜班的护士", "车站站长", "一支测绘队", "副部长", "合唱团最年长的团员"],
    did=["否决了", "花了整个夏天整理", "发现了问题，涉及", "写了一封长信谈", "签下协议，内容是", "输掉了官司，关乎", "出钱修缮", "要求延期交付", "向公众开放", "核算了费用，包括", "放弃了", "凭借它获奖的是", "多次投诉", "接手了", "重新绘制了", "投票支持", "卖掉了一部分", "答应修好", "一块一块清点了", "一直没有提起"],
    what=["旧粮仓", "双车道的桥", "冬季时刻表", "一群灰牛", "菜市场的屋顶", "一批失而复得的信", "通往海边的电车", "广场下的水管", "学校的厨房", "海上的风电场", "秋天的划船赛", "利率百分之四的贷款", "河堤", "烟熏鳗鱼的做法", "镇上最后一家电影院", "沙丘的调查", "教堂的管风琴", "采石场的罢工", "公园的预算", "一船铜线"],
    how=["会议一直开到后半夜", "因为土质比预想的松软", "那几天雨下得很大", "邻居帮了不少忙", "其实没有人提过这个要求", "镇上的人都睡了", "熟悉这栋楼的人都很意外", "赶在第一场霜之前", "依据的是上个世纪的规定", "价钱翻了一倍", "事先没有告诉记者", "这已是连续第三年", "凭的是一张老照片", "正赶上潮水最低的时候", "换来的是一小块草地", "两位律师都不赞成"],
    then=["工程要到春天才能完工", "票数十分接近", "没有人受伤", "这笔钱总要有个来处", "数字还要再核对一遍", "邻居端来了热汤", "线路暂时不通", "秋天还有一次听证", "木材价格当天就跌了", "乐队照常演奏", "雾到中午才散", "三户人家已经搬走", "档案馆里没有第二份", "球队凭客场进球晋级", "路上还有柏油的味道", "议会还要再开一次会"],
)
T2 = str.maketrans("发现问题写长谈内输关乎费诉开协议换来涉及务议会员师馆业从这对时间国东车门个们说话读经费种实现边书报编辑请类专区热线论坛页数电视订阅读专栏张网络东岸见闻总点击评选", "發現問題寫長談內輸關乎費訴開協議換來涉及務議會員師館業從這對時間國東車門個們說話讀經費種實現邊書報編輯請類專區熱線論壇頁數電視訂閱讀專欄張網絡東岸見聞總點擊評選")

# Place: h before the body, t behind it, i between its paragraphs. {date}, {n}, {name} change from page to page.
PLANTED_EN = [
    ("h", "{a} {b} {c} {d} {e}"),
    ("h", "{site} home | {a} | {b} | {c}"),
    ("h", "No. {n} of {site}, {date}"),
    ("h", "Listen to this story ({n} min)"),
    ("h", "{site} was first printed on Mill Lane and is still set there."),
    ("h", "Your {site} edition: {a} and {b}"),
    ("h", "Text size: small, middle, large"),
    ("i", "More from our {a} desk"),
    ("i", "{site} readers' evening: {date}, Guild Hall"),
    ("i", "Our {b} letter comes to you every Thursday. Ask for it at the desk."),
    ("i", "Story goes on below the picture"),
    ("i", "Play this week's {site} crossword"),
    ("t", "The {site} newsroom can be reached on weekdays from {n} to {n}."),
    ("t", "With thanks to the {n} members of the {site} Circle."),
    ("t", "Proofread for {site} by {name}"),
    ("t", "Page {n} of {n} in today's {site}"),
    ("t", "Have you seen something that {site} should know? Knock at the desk on Mill Lane."),
    ("t", "{site} belongs to its readers and has no other owner."),
    ("t", "Our {c} column appears every second Saturday in {site}."),
    ("t", "Up next: {a}, {b}, {c}"),
    ("t", "Back to the {site} front page"),
    ("t", "You have read {n} of your {n} free {site} stories this month."),
    ("t", "{site} keeps its pages in the town archive for ninety years."),
    ("t", "The {site} shop is open on Mill Lane: prints, maps and back numbers."),
]
PLANTED_ZH = [
    ("h", "{a} {b} {c} {d} {e}"),
    ("h", "{site}首页|{a}|{b}|{c}"),
    ("h", "{site}第{n}期 {date}"),
    ("h", "收听本文（{n}分钟）"),
    ("h", "字号：小 中 大 特大"),
    ("h", "您正在看的是{site}{a}版"),
    ("i", "更多{a}新闻请看{site}{a}版"),
    ("i", "{site}读者之夜：{date}，市民会堂"),
    ("i", "文章未完，图片下面还有"),
    ("i", "玩一局{site}填字游戏"),
    ("t", "{site}编辑部工作日{n}点至{n}点接待来访。"),
    ("t", "感谢{site}之友的{n}位会员。"),
    ("t", "{site}校对：{name}"),
    ("t", "今日{site}共{n}版，本文在第{n}版"),
    ("t", "您有什么新鲜事想告诉{site}？欢迎到磨坊巷编辑部坐坐。"),
    ("t", "{site}归全体读者所有，没有别的东家。"),
    ("t", "{site}{c}专栏隔周六见报。"),
    ("t", "接着看：{a}、{b}、{c}"),
    ("t", "回到{site}头版"),
    ("t", "本月您已读完{site}{n}篇免费文章中的{n}篇。"),
    ("t", "{site}的版面在市档案馆保存九十年。"),
    ("t", "{site}小店在磨坊巷营业：版画、地图和旧报。"),
]
SECTIONS_EN = "Harbour Markets Letters Fields Courts Stages Kitchens Weather Rowing Schools Gardens Obituaries Motoring Chess".split()
SECTIONS_ZH = "港口 市场 来信 田野 法庭 舞台 厨房 天气 赛艇 学校 园艺 讣告 汽车 棋牌".split()
MONTHS = "January February March April May June July August September October November December".split()


def sentence_en(r, w):
    town = r.choice(w["towns"])
    who = r.choice([r.choice(w["who"]), "%s %s" % (r.choice(w["first"]), r.choice(w["last"])), "%s of %s" % (r.choice(w["who"]), town)])
    core = "%s %s %s %s" % (who, r.choice(w["did"]), r.choice(w["what"]), r.choice(w["how"]))
    tail = r.choice(["", "", ", and %s" % r.choice(w["then"]), "; %s" % r.choice(w["then"]), ", which %s %s called “%s”" % (r.choice(w["first"]), r.choice(w["last"]), r.choice(w["then"]))])
    lead = r.choice(["", "", "In %s " % town, "On %s " % r.choice("Monday Tuesday Wednesday Thursday Friday".split()), "This week "])
    text = lead + core + tail
    return text[0].upper() + text[1:] + "."


def sentence_zh(r, w):
    town = r.choice(w["towns"])
    who = r.choice([r.choice(w["who"]), r.choice(w["last"]) + r.choice(w["first"]), town + "的" + r.choice(w["who"])])
    core = "%s%s%s，%s" % (who, r.choice(w["did"]), r.choice(w["what"]), r.choice(w["how"]))
    return r.choice(["", "", "在%s，" % town, "本周，"]) + core + r.choice(["", "，%s" % r.choice(w["then"]), "；%s%s说，%s" % (r.choice(w["last"]), r.choice(w["first"]), r.choice(w["then"]))]) + "。"


class Site:
    def __init__(self, r, number):
        self.lang = ["en", "zh-Hans", "en", "zh-Hant"][number % 4]
        self.english = self.lang == "en"
        self.words = EN if self.english else ZH
        town = r.choice(self.words["towns"])
        self.name = town + (r.choice([" Courier", " Gazette", " Lantern", " Observer", " Dispatch"]) if self.english else r.choice(["晚报", "早报", "新闻", "周刊"]))
        self.host = "www.site-%02d.example" % number
        sections = SECTIONS_EN if self.english else SECTIONS_ZH
        self.fill = dict(zip("abcde", r.sample(sections, 5)), site=self.name)
        templates = PLANTED_EN if self.english else PLANTED_ZH
        chosen = sorted(r.sample(range(len(templates)), 10))
        self.planted = [(templates[i][0], templates[i][1], r.choice([0.08, 0.2, 0.5, 0.8, 0.95, 1.0])) for i in chosen]
        self.standing = self.stand(r)

    def sentence(self, r):
        return self.turned((sentence_en if self.english else sentence_zh)(r, self.words))

    def turned(self, text):
        return text.translate(T2) if self.lang == "zh-Hant" else text

    def paragraph(self, r):
        return (" " if self.english else "").join(self.sentence(r) for _ in range(r.choice([1, 2, 2, 3])))

    def stand(self, r):
        """Kind, share of the articles, place, text of what repeats and stays."""
        found = []
        w = self.words
        for _ in range(4):
            town, what, year, n = r.choice(w["towns"]), r.choice(w["what"]), r.randint(1950, 2020), r.randint(2, 90)
            if self.english:
                text = r.choice([
                    "The dispute over %s in %s began in %d, when the council bought it for %d million crowns, and has been before three courts since." % (what, town, year, n),
                    "%s, a town of %d,000 people on the western shore, has lived from %s since %d and lost half of its jobs in the last decade." % (town, n, what, year),
                    "The tunnel under %s was approved in %d and should have cost %d million crowns; it has been delayed four times." % (town, year, n)])
            else:
                text = r.choice([
                    "%s围绕%s的争议始于%d年，当时议会以%d万元将其买下，此后三级法院先后审理。" % (town, what, year, n),
                    "%s位于西岸，人口约%d万，自%d年起一直靠%s为生，近十年来一半的人失去了工作。" % (town, n, year, what),
                    "穿过%s的隧道于%d年获批，预算为%d亿元，工期已经四次推迟。" % (town, year, n)])
            found.append(("background", r.choice([0.005, 0.01, 0.03, 0.08]), r.choice("iit"), self.turned(text)))
        heads = ["What comes next", "The figures", "Why it matters", "How it began", "What the neighbours say", "In short"] if self.english else ["事情经过", "各方回应", "接下来怎么办", "数字背后", "邻居怎么说", "为何重要"]
        found += [("crosshead", r.choice([0.05, 0.4, 0.7]), "i", self.turned(head)) for head in r.sample(heads, 2)]
        n = r.randint(2, 90)
        if self.english:
            found.append(("statute", r.choice([0.01, 0.03]), "i", "“No person shall keep a vessel at a public mooring for more than %d days without leave,” section %d of the harbour act says." % (n, n + 3)))
            found.append(("opening", r.choice([0.02, 0.05]), "h", "Every week %s %s walks along one street of %s, talks to whoever is about and writes down what was said." % (r.choice(w["first"]), r.choice(w["last"]), r.choice(w["towns"]))))
        else:
            found.append(("statute", r.choice([0.01, 0.03]), "i", self.turned("《港口法》第%d条规定：“未经许可，任何人不得在公共泊位停放船只超过%d天。”" % (n + 3, n))))
            found.append(("opening", r.choice([0.02, 0.05]), "h", self.turned("每个星期，%s%s都会走一条%s的老街，和路上的人聊聊，把听到的话记下来。" % (r.choice(w["last"]), r.choice(w["first"]), r.choice(w["towns"])))))
        return found

    def planted_line(self, r, template):
        date = "%d %s %d" % (r.randint(1, 28), r.choice(MONTHS), r.randint(2019, 2025)) if self.english else "%d年%d月%d日" % (r.randint(2019, 2025), r.randint(1, 12), r.randint(1, 28))
        name = "%s %s" % (r.choice(self.words["first"]), r.choice(self.words["last"])) if self.english else r.choice(self.words["last"]) + r.choice(self.words["first"])
        text = template
        while "{n}" in text:
            text = text.replace("{n}", str(r.randint(1, 400)), 1)
        return self.turned(text.format(date=date, name=name, **self.fill))


WORDS = sorted({word for key in ("did", "what", "how", "then") for text in EN[key] for word in text.split()})


def scrambled(r):
    return " ".join(r.choices(WORDS, k=8)) + "."


def article(r, site, quick=False):
    """Lines with their kind: [kind, name, text]."""
    if quick:
        return scrambled(r), [["body", "", scrambled(r)] for _ in range(r.randint(8, 14))]
    body = [["body", "", site.paragraph(r)] for _ in range(r.randint(3, 9))]
    for kind, share, place, text in site.standing:
        if r.random() < share:
            at = {"h": 0, "t": len(body), "i": r.randint(1, len(body) - (kind == "crosshead"))}[place]
            body.insert(at, ["standing", kind, text])
    return site.sentence(r).rstrip(".。"), body


def dressed(r, site, title, body):
    head, tail = [], []
    inner = list(body)
    for place, template, share in site.planted:
        if r.random() < share:
            line = ["planted", template, site.planted_line(r, template)]
            if place == "i":
                inner.insert(r.randint(1, len(inner)), line)
            else:
                (head if place == "h" else tail).append(line)
    return head + [["body", "title", title]] + inner + tail


def changed(r, site, body):
    """The article once more: as it was, or with a paragraph more, less or other."""
    body = list(body)
    for _ in range(r.choice([0, 1, 1, 2])):
        at = r.randrange(len(body))
        how = r.random()
        if how < 0.4:
            body.insert(at, ["body", "", site.paragraph(r)])
        elif len(body) > 3 and body[at][0] == "body":
            body[at:at + 1] = [] if how < 0.6 else [["body", "", site.paragraph(r)]]
    return body


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", metavar="OUT.jsonl")
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=int, default=0)
    args = parser.parse_args()
    r = random.Random(args.seed)
    sites = [Site(r, number) for number in range(args.sites)]
    past = [[] for _ in sites]
    number = lines = 0
    with open(args.out, "w", encoding="utf-8", newline="\n") as out:
        while lines < args.lines if args.lines else number < args.documents:
            index = r.randrange(len(sites))
            site, copy = sites[index], None
            if args.lines:
                title, body = article(r, site, True)
            elif past[index] and r.random() < 0.05:
                copy, title, body = r.choice(past[index])
                body = changed(r, site, body)
            else:
                title, body = article(r, site)
                if r.random() < 0.02:
                    past[index] = past[index][-20:] + [("d%d" % number, title, body)]
            at, parts, marks = 0, [], dict(planted=[], standing=[])
            for kind, name, text in dressed(r, site, title, body):
                if kind in marks:
                    marks[kind].append([at, at + len(text), name])
                parts.append(text)
                at += len(text) + 1
            record = dict(id="d%d" % number, url="https://%s/%d" % (site.host, number), title=title, lang=site.lang, text="\n".join(parts), **marks)
            if copy:
                record["copy"] = copy
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            number += 1
            lines += len(parts)


if __name__ == "__main__":
    main()
