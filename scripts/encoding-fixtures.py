#!/usr/bin/env python3
"""Make the files of tests/data/encodings: news texts as crawlers leave them, in many encodings.

usage: encoding-fixtures.py [OUT]

OUT   default: tests/data/encodings beside this script's folder

The four articles stand below. Python's codecs encode them, its gzip and zlib and the program zstd (or
the package zstandard) pack them, and nothing of jingwen has a part in it: the files are what its reading
is tested against. expected.jsonl says of each file what it holds:

file      its name
encoding  the encoding; with "bom": true if the file begins with a byte order mark
damage    what is wrong with the file, if anything is
texts     the documents' texts as they are to be read; of a damaged file those that precede the damage

The same Python and zstd give the same bytes. Exit status: 0 done, 2 any error.
"""
import argparse
import codecs
import gzip
import io
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import zlib

OUT = pathlib.Path(__file__).resolve().parent.parent / "tests" / "data" / "encodings"

# 𬀩 takes four bytes in GB18030 and is not in GBK.
HANS = """云川老城区改造首月，修鞋摊搬进了有暖气的屋子

本报讯（记者陈𬀩）云川市老城区便民服务点昨日启用，原先散落在十一条巷子里的四十三个修鞋、配钥匙、补锅摊位，搬进了旧粮站改建的大厅。市住建局介绍，改造共投入二百六十万元，摊主前三年免收租金，只需分摊水电费。

六十七岁的修鞋匠罗长顺在北门桥下坐了二十九年。他说，冬天手冻得拿不住锥子，如今屋里有暖气，反倒不习惯，“总觉得少了点风”。开张头一天，他修了十六双鞋，有九双是街坊特意拎来捧场的。

也有居民提出，大厅离西关小区有一公里多，老人走着不方便。社区答复，每周二、周五上午将派一辆电动三轮车上门收取物件，修好后送回，不另收费。

责任编辑：王小明

市住建局表示，第二处服务点选址在南河街原供销社，预计明年四月完工，届时还将增设裁缝和钟表维修。
"""

HANT = """海岸線小站月台延長　通勤族不必再擠前兩節車廂

〔記者林曉嵐／花蓮報導〕北埕車站月台延長工程昨天完工，月台由八十公尺加長到一百六十公尺，八節編組的區間車全部車門都能開啟。站長簡文彬說，過去後面四節不能開門，旅客要從車內往前走，每到開學日總有人來不及下車。

工程歷時十四個月，經費一億兩千三百萬元，施工期間列車照常停靠。工務段指出，最難的是每晚只有三小時可以封鎖軌道，碰到下雨就得改期，前後共改了二十六次。

每天搭車到市區上課的高中生鄭又寧說，以前要提早十分鐘卡位，現在坐在最後一節也能睡到站，「只是下車後要走比較遠」。

本網站之文字、圖片及影音，非經授權，不得轉載、公開播送或公開傳輸及利用。

車站旁賣飯糰的邱太太則把攤子往北移了五十步，她說，客人停在哪裡，攤子就在哪裡。
"""

HONG_KONG = """屋邨舊式理髮舖月尾結業　街坊排隊剪最後一次頭

【本報訊】青柏邨開業四十一年嘅「新藝理髮」月尾結業，七十三歲嘅老闆鄧炳坤話，個仔喺外地做嘢，冇人接手，自己企耐咗膝頭痛，係時候抖吓。消息傳開之後，啲街坊由朝早七點就嚟到門口攞籌，最多一日派咗五十六張。

鄧炳坤由學徒做起，三張鐵椅都係當年喺上環執返嚟嘅，其中一張嘅皮墊已經換過五次。佢話，最記得有個細路剪親都喊，而家嗰個細路自己都做咗爸爸，仲帶埋個女嚟剪，「佢唔喊㗎，佢笑我隻手震」。

免責聲明：投資有風險，本文並非投資建議，以上內容不應被視為任何金融產品的購買或出售要約、建議或邀請。

房屋管理處回覆話，舖位會重新招租，暫時未有時間表。鄧炳坤就將啲剪刀送晒畀隔籬舖個後生仔，話：「佢剪得唔係好靚，但係肯學。」
"""

ENGLISH = """Café owners’ clock tower strikes thirteen, and the town votes to keep it

MARLBECK — For eleven days the tower above the Café Zoë has struck thirteen at noon, and on Tuesday the council decided, by seven votes to four, that it may go on doing so.

Clockmaker René Aubrée, who came to repair it, found a tooth missing from a wheel of 1887. “I can make a new one for €340,” he said. “But I’d be sorry to.”

Advertisement

Visitors now wait in the square for the extra stroke; the bakery sold 212 “thirteens”, a naïve sort of bun, on Saturday. The vicar said he’d settle for a promise: no fourteen.
"""

TEXTS = {"hans": HANS, "hant": HANT, "hk": HONG_KONG, "en": ENGLISH}

# Suffix of the file name: encoding as expected.jsonl names it, Python's codec, byte order mark.
ENCODINGS = {
    "utf-8": ("utf-8", "utf-8", b""),
    "utf-8-sig": ("utf-8", "utf-8", codecs.BOM_UTF8),
    "utf-16le-bom": ("utf-16le", "utf-16-le", codecs.BOM_UTF16_LE),
    "utf-16be-bom": ("utf-16be", "utf-16-be", codecs.BOM_UTF16_BE),
    "utf-16le": ("utf-16le", "utf-16-le", b""),
    "gbk": ("gbk", "gbk", b""),
    "gb18030": ("gb18030", "gb18030", b""),
    # Pages in Big5 are in Microsoft's; Python's `big5` spells a few signs, ／ among them, as nobody else does.
    "big5": ("big5", "cp950", b""),
    "big5hkscs": ("big5-hkscs", "big5hkscs", b""),
    "cp1252": ("windows-1252", "cp1252", b""),
}
UNICODE = ["utf-8", "utf-8-sig", "utf-16le-bom", "utf-16be-bom", "utf-16le"]
LEGACY = {"hans": ["gbk", "gb18030"], "hant": ["big5"], "hk": ["big5hkscs"], "en": ["cp1252"]}


class Fixtures:
    def __init__(self):
        self.files, self.expected = {}, []

    def put(self, name, data, encoding="utf-8", texts=None, damage=None):
        self.files[name] = data
        said, _, bom = ENCODINGS[encoding]
        row = {"file": name, "encoding": said}
        if bom:
            row["bom"] = True
        if damage:
            row["damage"] = damage
        row["texts"] = texts or []
        self.expected.append(row)


def encode(text, encoding):
    _, codec, bom = ENCODINGS[encoding]
    return bom + text.encode(codec)


def documents(*names):
    """Two documents of each article: the whole, and its last two paragraphs."""
    found = []
    for name in names:
        paragraphs = TEXTS[name].strip().split("\n\n")
        for number, body in enumerate([paragraphs, paragraphs[-2:]], 1):
            found.append({"id": f"{name}-{number}", "url": f"https://news.example/{name}/{number}", "title": paragraphs[0], "text": "\n\n".join(body)})
    return found


def texts_of(docs):
    return [doc["text"] for doc in docs]


def jsonl(docs):
    return "".join(json.dumps(doc, ensure_ascii=False) + "\n" for doc in docs)


def gzip_member(data):
    out = io.BytesIO()
    # No name and no time, so that the same data give the same bytes.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as f:
        f.write(data)
    return out.getvalue()


def gzip_member_with_all_fields(data):
    """A member with extra field, name, comment and header checksum, which Python's gzip does not write."""
    extra = b"JW" + struct.pack("<H", 4) + b"\x1f\x8b\x08\x00"  # an extra field that looks like a member
    header = b"\x1f\x8b\x08\x1e" + struct.pack("<I", 0) + b"\x00\x03"
    header += struct.pack("<H", len(extra)) + extra + b"caf\xe9.jsonl\x00" + b"second crawl\x00"
    header += struct.pack("<H", zlib.crc32(header) & 0xFFFF)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return header + packer.compress(data) + packer.flush() + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def zstd_frame(data):
    program = shutil.which("zstd")
    if program:
        # One thread: with several the bytes depend on how many.
        return subprocess.run([program, "-q", "-c", "--single-thread"], input=data, stdout=subprocess.PIPE, check=True).stdout
    try:
        import zstandard
    except ImportError:
        raise ValueError("needs zstd: install the program zstd or the Python package zstandard") from None
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def skippable_frame(data):
    return struct.pack("<II", 0x184D2A50, len(data)) + data


def write(out):
    to = Fixtures()

    for name, text in TEXTS.items():
        for encoding in UNICODE + LEGACY[name]:
            # GBK papers print the name with the character that they have.
            spelled = text.replace("𬀩", "昀") if encoding == "gbk" else text
            to.put(f"{name}-{encoding}.txt", encode(spelled, encoding), encoding, [spelled])
    to.put("hans-gbk-crlf.txt", encode(HANS.replace("𬀩", "昀").replace("\n", "\r\n"), "gbk"), "gbk", [HANS.replace("𬀩", "昀").replace("\n", "\r\n")])

    hans, hant, hk, every = documents("hans"), documents("hant"), documents("hk"), documents(*TEXTS)
    to.put("hans-gb18030.jsonl", encode(jsonl(hans), "gb18030"), "gb18030", texts_of(hans))
    to.put("hant-big5.jsonl", encode(jsonl(hant), "big5"), "big5", texts_of(hant))
    to.put("hk-big5hkscs.jsonl", encode(jsonl(hk), "big5hkscs"), "big5hkscs", texts_of(hk))
    to.put("hans-utf-16le-bom.jsonl", encode(jsonl(hans), "utf-16le-bom"), "utf-16le-bom", texts_of(hans))
    to.put("hk-utf-16be-bom.jsonl", encode(jsonl(hk), "utf-16be-bom"), "utf-16be-bom", texts_of(hk))

    pair, other = documents("hans", "en"), documents("hant", "hk")
    compact = json.dumps(other, ensure_ascii=False, separators=(",", ":"))
    pretty = json.dumps(pair, ensure_ascii=False, indent=2) + "\n"
    to.put("compact.json", encode(compact, "utf-8"), "utf-8", texts_of(other))
    to.put("pretty.json", encode(pretty, "utf-8"), "utf-8", texts_of(pair))
    to.put("escaped.json", json.dumps(hk).encode("ascii"), "utf-8", texts_of(hk))
    to.put("hans-gb18030.json", encode(json.dumps(hans, ensure_ascii=False, indent=2), "gb18030"), "gb18030", texts_of(hans))

    members = [jsonl(every[at : at + 2]).encode("utf-8") for at in range(0, len(every), 2)]
    # A line may go on in the next member or frame; the third is cut in two within a character.
    cut = members[2].index("嘅".encode("utf-8")) + 1
    parts = [members[0], members[1], members[2][:cut], members[2][cut:], members[3]]
    to.put("hk.txt.gz", gzip_member(HONG_KONG.encode("utf-8")), "utf-8", [HONG_KONG])
    to.put("hans-gb18030.txt.gz", gzip_member(encode(HANS, "gb18030")), "gb18030", [HANS])
    to.put("all-members.jsonl.gz", gzip_member_with_all_fields(parts[0]) + b"".join(map(gzip_member, parts[1:])), "utf-8", texts_of(every))
    frames = [zstd_frame(part) for part in parts]
    to.put("all-frames.jsonl.zst", frames[0] + skippable_frame(b"crawl 2, not text\n") + b"".join(frames[1:]) + skippable_frame(b""), "utf-8", texts_of(every))
    to.put("hans.txt.zst", zstd_frame(HANS.encode("utf-8")), "utf-8", [HANS])

    last = gzip_member(jsonl(hk[:1]).encode("utf-8"))
    to.put("truncated.jsonl.gz", gzip_member(members[0]) + last[: len(last) // 2], "utf-8", texts_of(hans), "gzip: ends within a member")
    to.put("trailing-garbage.jsonl.gz", gzip_member(members[0]) + b"\r\n-- end of transfer --\r\n", "utf-8", texts_of(hans), "gzip: garbage after the last member")
    to.put("not-gzip.txt.gz", ENGLISH.encode("utf-8"), "utf-8", [], "gzip: no gzip header, plain text under the name")
    to.put("truncated.jsonl.zst", zstd_frame(members[0]) + frames[4][: len(frames[4]) // 2], "utf-8", texts_of(hans), "zstd: ends within a frame")

    to.files["expected.jsonl"] = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in to.expected).encode("utf-8")
    # Only now, so that a failure leaves the files and what is expected of them in agreement.
    out.mkdir(parents=True, exist_ok=True)
    for name, data in to.files.items():
        (out / name).write_bytes(data)
    return len(to.expected)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", type=pathlib.Path, default=OUT, metavar="OUT")
    args = parser.parse_args()
    print(f"{write(args.out)} files and expected.jsonl in {args.out}")


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"encoding-fixtures.py: {error}", file=sys.stderr)
        sys.exit(2)
