"""The commonest characters of official reports, commonest first: what is among them tells little of a text."""

from __future__ import annotations

COMMON_MARKS = "，。、0123456789；：“”（）\n"
"""Stops, digits and line ends stand in every report, each more often than the most frequent Hanzi."""

# Counted over the 41,401 Hanzi of the project's own samples and corpora, of which these 640 are 92% (20 November 2026).
# In general text 党, 责 or 题 are far rarer.
COMMON_HANZI = (
    "一的工年二不作三人全题学十有要实建在是务发业度成项政县党分动主上下个办行生开制组安报员日部公各月理用管会次展进到位问和现新四结任力教改设化百职关为点查责对强法标"
    "大民时中市提加总以单情于定产号持规方施通期案活习事导推重体保目级况告织高合水服存府文本资村件同第议长面班小局等领名够整育足做六支立经出专入农得校自与完区好将五家"
    "两室我后计场坚基抓条来能镇地每集层增之调云处意检万师机信段心排落课委少应深书八划收乡千系群原培范间率表过造岭格步老评质道严众明知统编们先备前研按效数河治电社量内"
    "及如子突述干节解训防了接确程线平求认车因多清网联元供参取把向头星某没记请负难企优品志户核档讲识首传审正青创带性打里门代就指由余值思更照起队决准流环置考七字引措源"
    "路复比升商善式想监稳签话周城岗护访还修健句台围季形急据续则宣所执批算见金其堂手科类订谈费预九境外当放真达院风今包才技督紧约者补从养只居广待律积篇营街转配食交共再"
    "天底料牌障争伍利印受国常息患缺至逐附偏停努压履投构满物短究章论采隐充医可司廉林果汇站策让选限革份使助卫口象走较低别团并气济独相证际险验写列协德态故特看石破精综装"
    "需馆依假半均差已布房担控断根直亩困域守序无然种警读财针临切巡播析游省示绩身送适功反召园密库弱快挥未牢粮绕给轻阶予亿仍你回固图帮康挂材注申署超例册勤奖容宿山录愿承"
    "招末术松树洁渠漏空络获账贴赛辦运举促具占去型客扎换显残汛湿田舍色茶购降页齐龄也住初務听微感极款消留登益盖纪绿聚覆贯距边近链销但储否失尾属战旧春权派测盾着矛练美薄"
)

_RANKS = {character: rank for rank, character in enumerate(COMMON_MARKS + COMMON_HANZI)}


def rarity(character: str) -> int:
    """Rank of a character among the commonest, 0 = commonest of all; all that are not among them are the rarest."""
    return _RANKS.get(character, len(_RANKS))
