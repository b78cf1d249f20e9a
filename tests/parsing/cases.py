"""Marked-up examples of how problems and measures are written, grouped by what a reader must tell apart.

Tags as in the tests of items: <P> problem, <M> measure, <C> cause, <A> achievement; a status stands in the tag.
All sentences are made up. `CASES` are bodies of the coded section, `REPORTS` whole texts with headings of
their own, or with none.
"""

from __future__ import annotations

CASES = {
    "a closing that weighs what was done, behind the last of a list": (
        "改进情况：其一，<M done>重印船票须知</M>。其二，<M done>修补了候船室屋面</M>。"
        "虽然有所好转，但与旅客期盼相比仍有差距，我站将在新的一年里继续努力。"
    ),
    "among what was done a count tells of its siblings too": (
        "（一）存在问题\n1.<P>船票难退</P>。2.<P>候船室漏雨</P>。\n（二）改进情况\n1.<M done>先后举办旅客恳谈会6场</M>。2.<M done>修补屋面</M>。"
    ),
    "under a label of plans a yearly number and what goes on are planned": (
        "（一）存在问题\n1.<P>船票难退</P>。2.<P>候船室漏雨</P>。\n（二）改进措施\n1.<M>加强售票员培训，全年举办培训班2期</M>。"
        "2.<M>推进船务公开。修补屋面，持续完善候船条件</M>。"
    ),
    "what is not to be disclosed is no plan": (
        "一是<P>答复不够细致</P>。改进情况：<M done>已设复核岗，由站长对拟不予公开的答复逐件过目</M>。"
        "二是<P>船期更新不及时</P>。改进情况：<M done>已换船期牌</M>。"
    ),
    "a lead-in that weighs the work against what is asked, and ends in a lack": (
        "总体来看，船务公开基础渐稳，但与做好新时期水运服务的要求相比，在售票、候船等方面仍需进一步提升：一是<P>船票信息散在多处</P>；"
        "二是<P>候船页面有待改善</P>。下一步将<M>归并船票栏目</M>。"
    ),
    "problems and ways to improve announced at once": (
        "本站的主要短板和改进思路如下：\n一是<P>退票偏慢。旅客要跑两趟</P>。<M>将在码头设退票机</M>。\n"
        "二是<P>广播听不清。老人常误船</P>。<M>将更换喇叭</M>。"
    ),
    "a finding that begins like an action stays in its problem": (
        "（一）主要问题\n1.<P>班次公开有待细化。主动公开的班次与乘客期盼还有距离，时刻的准确性需要进一步加强</P>。\n"
        "2.<P>问讯方式需要进一步改进。较重视在窗口答问，随车答问不够便利</P>。\n（二）改进措施\n1.<M>加印时刻表</M>。"
    ),
    "problems that must not be overlooked, unnamed": (
        "过去一年公开工作有进步，但同时也有一些不容忽视的问题。主要表现在：一是<P>站牌信息不够准确</P>。二是<P>投诉回复偏慢</P>。"
        "对于这些问题和不足，下一步，我站将<M>更换站牌</M>。"
    ),
    "a number and its full stop before a date": (
        "（一）主要问题\n1.<P>2022年的票价表没有上网</P>。\n2.<P>4月以后的停航公告发布迟缓</P>。\n"
        "（二）改进措施\n1.<M>6月底前补登票价表</M>。\n2.<M>停航公告当日张贴</M>。"
    ),
    "in a field there is something wrong": "在票务公开方面存在<P>稿件数量和质量下降</P>。今后将<M>按月约稿</M>。",
    "a label of another word stands over what may sound wrong": (
        "差距：<P>合同一年一签</P>；<P>口径靠私人交情</P>。\n补救：<M>恳谈会少安排汇报、多留白给货主</M>；<M>申请表、信访件分开收</M>。"
    ),
    "what could be improved, and plans that are": (
        "我站工作仍有可改进之处：一是<P>船期公开有待提前</P>；二是<P>查询体验有待改善</P>。\n"
        "来年，我站的打算是：<M>提前一周公布船期</M>；<M>给老年旅客留出人工窗口</M>。"
    ),
    "what was done within the year": (
        "主要问题：1.<P>票价表未上网</P>；2.<P>信件漏拆</P>。\n以上问题在年内作了整改：1.<M done>补登票价表</M>；2.<M done>信件由收发室当面移交</M>。"
    ),
    "own attributes of disclosure are an act of their own": (
        "一是<P>内容偏少</P>。下一步，<M>充实船期公示内容</M>，<M>切实提高票务公开的及时性、准确性</M>。"
    ),
    "what the page adds below": (
        "存在以下不足：一是<P>航班信息不全</P>；二是<P>讲解偏少</P>。下一步将<M>补齐航班信息</M>。\n"
        "白石镇2019年信息公开年度报告.docx\n标签：年报\n相关阅读\nfoot_img_02.png"
    ),
    # -- a lead-in that praises, then a contrast: what stands before 但 is no item ---------------------
    "praise before 但, mixed marks": (
        "2022年，我场公开工作有了新气象，但也存在<P>林权台账登载迟缓</P>，<P>护林员不熟悉流程</P>、<P>公告版式杂乱</P>等问题和不足。"
    ),
    "praise before 但, reason behind it": (
        "过去一年，我乡拓宽了村民的知情面，改善了干群关系，但<P>由于渔船常年在外，回执很难按期收齐</P>，"
        "<P>船员名册编排不够规整</P>等。"
    ),
    "praise before 但, one fault": "本馆全年公开有条不紊，但<P>借阅须知更新偏慢</P>。\n下一步，本馆将<M>按月核对借阅须知</M>。",
    "praise with a year is no achievement": (
        "2020年我场的公开工作对方便农户、规范用水起到了促进作用。但仍有短板。\n"
        "（一）存在问题\n一是<P>水价公示栏字太小</P>。二是<P>放水时刻常有差错</P>。\n"
        "（二）改进措施\n一是<M>换用大字公示栏</M>。二是<M>放水时刻由站长核定</M>。"
    ),
    "praise with a count is an achievement": (
        "工作成效：\n1、<A>受理灌溉咨询八百件</A>；\n2、<A>农户满意率九成六</A>。\n存在问题：\n1、<P>水表读数看不懂</P>；\n2、<P>停水通知偏晚</P>。"
    ),
    "a bare 不足 behind 但 is no item": (
        "本所公开工作大体平顺，但是也有一些不足。主要有：\n一是<P>菜价牌换得慢</P>。\n二是<P>投诉簿缺页</P>。"
    ),
    "a bare 短板和不足 before 如": "我所公开有了些起色，但仍存在着一些短板和不足，如<P>菜价牌陈旧</P>，<P>摊位图残缺</P>等。",
    "a bare 不足的问题 before 主要是": "对照期盼，还存在一些不足的问题，主要是<P>菜价牌还需加注</P>，<P>摊位图还需重绘</P>。",
    "a bare 问题和不足 before 主要体现在": "但是仍有一些问题和不足，主要体现在<P>菜价牌不够醒目</P>，<P>摊位图不够准</P>。",
    # -- problems in running text -------------------------------------------------------------------
    "first problem runs on behind 主要体现在": "还存在一些短板，主要体现在<P>渡口班次公布偏迟</P>，<P>票价说明看不懂</P>、<P>公示牌缺损</P>。",
    "first problem runs on behind 主要表现为": "仍有差距，主要表现为<P>苗木价目不全</P>，<P>询价电话难打通</P>。",
    "problems are": "存在的主要问题是<P>鱼汛通报不及时</P>，今后打算<M>每旬发一次鱼汛通报</M>。",
    "problems are, then plan behind a comma": "我站公开方面的不足主要是<P>检测报告晦涩</P>，下一步将<M>给检测报告配上白话说明</M>。",
    "problems are, with a colon and a year": (
        "2018年公开工作中存在的主要问题为：<P>少数村组重视不够</P>，<P>账目抄写潦草</P>，<P>经办人业务不强</P>等问题，与村民期盼有一定距离。\n"
        "今后，我乡将从两个方面用力：一是<M>把账目改为打印张贴</M>；二是<M>请会计逐村辅导</M>。"
    ),
    "list of bare predicates": (
        "报送中个别站点存在<P>校对不严</P>、<P>所填项目残缺</P>、<P>未按类别归档</P>、<P>编号抄错</P>等问题。"
    ),
    "such as, with 未经 and 没": "也有一些不足，如<P>通知未经站长签批</P>，<P>旧价目没撤下</P>，<P>附图模糊</P>等等。",
    "such as without a comma before 如": "还有若干不足如<P>展板陈旧</P>，<P>讲解员短缺</P>，<P>对游客来信回复不够细致</P>等，都有待来年解决。",
    "needs to be improved": "与农户的期待还有差距，<P>水情播报的准确性、通俗性需要在今后加以改进</P>。",
    "still to be done": "一方面，<P>轮灌表还要再细化</P>；另一方面，<P>对外乡客商宣传力度不够</P>。",
    "on the one hand, then a plan": (
        "一方面，<P>校务栏版面还需调整</P>；另一方面，<P>家长来信登记不全</P>。明年我校将<M>重排校务栏</M>，<M>补齐来信登记</M>。"
    ),
    "semicolons in running text": "主要不足：<P>冷库温度公布断断续续</P>；<P>仓单样式没有统一</P>。",
    "a problem with its reason stays one": "存在问题：<P>由于值守人员仅一名，夜间来电无人接听</P>。",
    "a result stays with its problem": "存在的不足有：<P>网速偏慢，导致视频公告打不开</P>；<P>字号偏小</P>。",
    "two sentences of problems": "还存在一定差距，<P>上报件数偏少</P>，<P>上报时间偏晚</P>。<P>便民程度还需要再提高</P>。",
    # -- a lead-in that itself names a problem -------------------------------------------------------
    "a problem in the sentence before the measures' list": (
        "本所公开工作平稳，但同时也有<P>药价目录陈旧</P>的问题。\n"
        "（一）是<M>每季度核对药价目录</M>。\n（二）是<M>请药师驻窗答疑</M>。\n（三）是<M>加强轮岗学习</M>。"
    ),
    "only an announcement before the list": "本所公开工作平稳，但也有一些问题。一是<P>药价目录陈旧</P>；二是<P>窗口偏少</P>。",
    # -- turns from problems to measures ------------------------------------------------------------
    "turn: 在20xx年的工作中": (
        "主要有两点不足：一是<P>潮位预报覆盖面不够</P>；二是<P>渔民热线常占线</P>。\n"
        "在2023年的公开工作中，我中心将从以下两方面改进：一是<M>增加三处潮位屏</M>；二是<M>给热线加一条线路</M>。"
    ),
    "turn: 结合……不足，我们将": (
        "一是<P>苗情简报枯燥</P>。二是<P>农户群里冷清</P>。\n结合上面的不足，我们将从两个方面改进。"
        "一是<M>苗情简报配照片</M>。二是<M>农技员每天在群里答疑</M>。"
    ),
    "turn: 接下来，我们会": "不足有二：一是<P>票根难查</P>；二是<P>站名拼错</P>。\n接下来，我们会<M>上线票根查询</M>；<M>逐站校正站名</M>。",
    "turn: 对此，我们": "一是<P>样本库目录残缺</P>；二是<P>借样手续繁琐</P>。\n对此，我们<M>补编样本库目录</M>，<M>简化借样手续</M>。",
    "turn: 下一年度，我乡要": "<P>碑刻名录更新缓慢</P>。下一年度，我乡要<M>聘请两名碑刻普查员</M>。",
    "turn on a new line inside the last item": (
        "一是<P>矿区水质通报偏少</P>。二是<P>投诉受理没有回音</P>。\n下步工作中，一是<M>按旬通报水质</M>。二是<M>投诉五日内回音</M>。"
    ),
    "steps before the list are a lead-in": (
        "存在问题：一是<P>灯会票务说明偏晚</P>；二是<P>停车指引不清</P>。\n"
        "明年，我局将按照上级部署，加大力度，采取有力措施，推动公开再有起色。\n"
        "一是<M>在提前量上做文章。票务说明早发半月</M>。\n二是<M>在指引上做文章。每个路口立牌</M>。"
    ),
    "plan ordered by 一是 in a part by label": (
        "（一）主要问题。公开工作总体尚可，不足在于：一是<P>岛上报栏被海风吹坏</P>；二是<P>航班变动通知偏晚</P>。\n"
        "（二）今后改进措施。今后，我乡拟在以下几处着力。一是<M>改用金属报栏</M>。二是<M>航班变动即刻短信告知</M>。"
    ),
    # -- false turns and false pairs ----------------------------------------------------------------
    "a rule that took effect is no remedy": (
        "主要不足：一是<P>对新章程领会不深。修订后的章程已于五月施行，但经办人对期限一章还不够熟</P>。二是<P>窗口标识偏旧</P>。"
    ),
    "a present practice is no remedy": (
        "主要不足：一是<P>查询途径不多。目前主要通过网页公布，能上网的老人较少</P>。二是<P>方言讲解缺乏</P>。"
    ),
    "should do inside a problem": (
        "一是<P>经办人电脑操作生疏，应抓紧给每个人补课，使其能独立上传</P>。二是<P>目录所列事项尚未公布齐全</P>。"
    ),
    "pairs by sentence remain pairs": (
        "（一）<P>古树名牌脱落较多</P>。<M>将逐株补挂名牌</M>。\n（二）<P>认养手续不清</P>。<M>将公布认养流程图</M>。"
    ),
    "pairs by 针对 remain pairs": (
        "1.针对<P>赛事通知零散</P>的问题，<M>将设赛事日历</M>。\n2.针对<P>场馆收费说明含糊</P>的问题，<M done>已重写收费说明</M>。"
    ),
    # -- measures in running text -------------------------------------------------------------------
    "grounds are no item": (
        "下一步，我乡将继续按照县里的部署，立足山区实际，<M>制作方言广播</M>，<M>增设流动宣传车</M>。"
    ),
    "an orientation is no item": "针对以上不足，明年我街道将始终坚持以居民需要为导向，<M>依托楼栋长，设立意见信箱</M>，<M>增设夜间窗口</M>。",
    "a purpose stays with its clause": "下一步，我局将<M>给价目表加注音，方便老年人阅读</M>；<M>延长窗口时间，满足上班族需要</M>。",
    "raising a level is the purpose of the act before it": (
        "明年我馆将<M>借助短视频介绍馆藏，提高市民对馆藏的知晓率</M>，<M>组织讲解员轮训，提升讲解水平</M>。"
    ),
    "ensuring is the purpose of the act before it": "今后打算<M>扩充公示项目，确保公示的完整性、及时性</M>。",
    "acts side by side are split": "下一步，我站将<M>修订值班表</M>，<M>充实接线员</M>，<M>清理旧公告</M>。",
    "short acts side by side": "下一步，我乡将<M>制定方案</M>，<M>明确专人</M>，<M>加大投入</M>，扎实推进各项工作。",
    "closing clause does not swallow its sentence": (
        "下一步，我校将<M>开通家长信箱</M>，<M>张贴伙食明细</M>，推动校务公开迈上新台阶。"
    ),
    "new breakthrough closes, the rest counts": (
        "改进措施：<M>邀请渔民代表旁听</M>，<M>分片张贴渔港收费表</M>，在便民利民上取得新突破。"
    ),
    "a closing sentence": (
        "下一步，我们将做好两件事：1.<M>重画线路图</M>。2.<M>核准首末班时刻</M>。\n今后，我们将以更加饱满的热情迎接考验，努力打造市民满意的车队。"
    ),
    "in this year's work": "主要不足是<P>门诊排班公布偏晚</P>。我们在今年的工作中，将<M>提前三天公布排班</M>。",
    "will continue": "对照要求还有不足，主要是<P>种子抽检结果不够细</P>。在以后工作中，我站将<M>继续公布每批抽检结果</M>。",
    "对照 is no 对……的不足": "对照章程还有不足，<P>渡船检修记录不够细</P>。下一步，我站将<M>公布每次检修记录</M>。",
    "要 inside 主要 plans nothing": "2021年公开工作的主要差距在于<P>驿站位置图不准</P>，<P>骑行须知过长</P>。",
    # -- labels ---------------------------------------------------------------------------------------
    "label: 进一步整改": (
        "（一）存在问题：一是<P>缴存指南偏长</P>；二是<P>网点分布图陈旧</P>。\n（二）进一步整改：一是<M>缩写缴存指南</M>；二是<M>重绘网点分布图</M>。"
    ),
    "label: 解决办法和改进措施": (
        "（一）公开工作存在的问题：\n1、<P>井深数据缺少说明</P>；\n2、<P>打井队名单有遗漏</P>。\n"
        "（二）解决办法和改进措施：\n1、<M>为井深数据加注</M>；\n2、<M>补录打井队名单</M>。"
    ),
    "label: 下步工作措施, no enumerators": (
        "（一）存在的问题\n<P>展品标签错漏较多</P>。\n（二）下步工作措施\n<M>聘请校对员通读标签</M>，<M>换装中英文标签</M>。"
    ),
    "label with lost numeral": "（）存在的问题\n一是<P>班车停靠点不明</P>；\n二是<P>票价栏空着</P>。\n（）改进办法\n一是<M>立停靠牌</M>；\n二是<M>填票价栏</M>。",
    "a label whose list has lost its first member": (
        "存在问题：一是<P>班车停靠点不明</P>；二是<P>票价栏空着</P>。\n（二）改进措施：\n<M>竖立停靠牌</M>，<M>填写票价栏</M>。"
    ),
    "label run in, measures led": "存在问题：<P>我所的公开力度还不够</P>，<P>公开的样式有待改观</P>。\n改进措施：下一步，我所将<M>换新公示橱窗</M>，<M>约请居民点评</M>。",
    "labels on one line with lists": "存在的主要问题有：1.<P>渠系图过时</P>；2.<P>巡渠日志缺页</P>。改进措施：1.<M>重测渠系图，定期核对</M>；2.<M>补写巡渠日志</M>。",
    "parts: what was done, problems, plan": (
        "（二）存在的主要问题：一是<P>各股室报送偏晚</P>；二是<P>条目数量偏少</P>。\n（三）下一步工作打算：一是<M>按周催报</M>；二是<M>扩充条目</M>。"
    ),
    # -- a list of one, odd enumerators --------------------------------------------------------------
    "a list of one by 一是": "与村民需要还有差距，主要表现在：一是<P>广播时断时续，喇叭损坏较多</P>。",
    "a list of one under a label": (
        "（一）主要问题\n1.<P>值机柜台公示残缺。旅客须自行打听，耽误时间</P>。\n（二）下一步打算\n1.<M>补齐公示。每班增派一名引导员，减少旅客等候</M>。"
    ),
    "一是 behind 。": "还面临着一些难题。一是<P>对公示意义的认识有待加深</P>；",
    "首先 without a comma": "仍有不足。首先<P>账页格式不够规整</P>，其次<P>张贴位置偏僻</P>。",
    "（一）是": "改进措施：（一）是<M>修缮公示墙</M>。（二）是<M>配备保管员</M>。",
    "item over two paragraphs": (
        "还有一些差距，如<P>茶农看不懂标准</P>，<P>抽检公示偏慢</P>等。针对上述问题，我镇将采取以下措施：\n"
        "（一）<M>编写茶农手册。\n针对茶农文化程度不一的情况，手册以图为主</M>。\n（二）<M>压缩公示周期。\n抽检后三日内张榜</M>。"
    ),
    "dashes": "下一步打算：\n- <M>设夜间服务窗</M>；\n- <M>每季度回访一次</M>；\n- <M>把表格改成网填</M>。",
    "colon inside an item": (
        "存在问题：\n1. <P>通知偏晚：台风预警常在登陆后才贴出</P>。\n2. <P>渠道单一：只有一块黑板</P>。\n"
        "整改措施：\n1. <M>提前通知：接到预警一小时内张贴</M>。\n2. <M>增加渠道：开通短信</M>。"
    ),
    # -- status ---------------------------------------------------------------------------------------
    "了 in a purpose under a plan": "下一步工作计划\n（一）<M>整顿码头公示。更换告示牌，使公示走上了正轨</M>。\n（二）<M>公开潮汐表</M>。",
    "已 in the lead-in": "针对上述情况，我馆已采取以下措施：1.<M done>成立校阅小组</M>。2.<M done>增设还书柜</M>。",
    "继续 under a plan": "为此，我们将采取以下措施：（一）<M>继续公布鱼价</M>。（二）<M>继续发放渔讯</M>。",
    "bare account under 改进情况": "改进情况：一是<M done>举办了三场夜校</M>；二是<M done>更换路牌二十块</M>。",
    # -- what follows the last item -------------------------------------------------------------------
    "signature with a year only": "下一步，我场将<M>刷新场务栏</M>，<M>公布用工名册</M>。\n二〇一九年",
    "signature with a digit zero": "下一步，我场将<M>刷新场务栏</M>，<M>公布用工名册</M>。\n二0一九年",
    "page numbers behind the last item": "一是<P>冰情通报偏少</P>。\n二是<P>凿冰路线不明</P>。\n   3   4   5   6   7   8",
    "links behind the section": "目前，<P>殡葬价目不够醒目</P>。\n下一步，我馆将<M>在大厅张贴价目</M>。\n\n相关阅读\n\n热门专题\n\n联系站长",
    "a remark to the reader": "下一步打算：1.<M>增设盲道图</M>。2.<M>培训手语员</M>。\n以上为我院整改情况小结，请领导审阅。",
    # -- statements without items ---------------------------------------------------------------------
    # -- marks that were lost, and labels that run into their list -----------------------------------------
    "a label glued to its list": (
        "（一）存在的主要问题一是<P>渡口人手不足</P>。二是<P>班次公布偏迟</P>。\n"
        "（二）今后的改进措施一、<M>增派船工</M>。二、<M>班次提前一天张贴</M>。"
    ),
    "a lead-in glued to its list": "本站的不足主要体现在一是<P>价目表太旧</P>；二是<P>电话常占线</P>。",
    "a number that lost its mark": "1、<P>渡口人手不足</P>。\n2<P>由于风浪不定，班次常有变动</P>。\n3、<P>票价说明看不懂</P>。",
    "a first member without its mark": (
        "存在问题：<P>价目表太旧</P>。对此，本站采取以下措施：我站将<M>重印价目表</M>；二是<M>加装电话</M>；三是<M>延长售票时间</M>。"
    ),
    "a sum of problems before their list": (
        "本站的船况、班次都不够好，服务上还存在不少问题和不足。主要体现在以下几点：\n1、<P>船只老旧</P>。\n2、<P>班次太少</P>。"
    ),
    # -- the turn inside one sentence ---------------------------------------------------------------------
    "a turn behind a comma, enumerated": (
        "1、<P>船只老旧</P>,在以后的工作中，<M>将逐条换新</M>。\n2、<P>班次太少</P>，今后<M>将加开早班</M>。"
    )
    .replace("在以后的工作中，<M>将", "<M>在以后的工作中，将")
    .replace("今后<M>将", "<M>今后将"),
    "a turn behind a comma, in running text": "<P>船只老旧</P>，对此，我站将<M>逐条换新</M>。",
    "需要 behind a comma is no turn": "一是<P>船只老旧，在今后的工作中需要进一步更新</P>。二是<P>班次太少</P>。",
    "a promise behind a single problem is a part of its own": (
        "一是<P>船只老旧</P>。下一步，我站将<M>逐条换新</M>。<M>公布换船的日程</M>。"
    ),
    # -- reasons, purposes, how far it is --------------------------------------------------------------------
    "a reason told behind its problem": "<P>公布的班次较少，这主要是由于航道狭窄</P>。",
    "主要原因 inside the sentence stays": "<P>公布的班次较少，主要原因是航道狭窄</P>。下一步<M>疏浚航道</M>。",
    "a need met is a purpose": "下一步，我站将<M>加开早班，不断满足乘客需求</M>，<M>公布末班时刻，更好地服务群众</M>。",
    "a status sentence without 已": "存在问题：<P>船只老旧</P>。整改情况：<M>更换船只</M>；<M>公布班次</M>。目前班次偏少问题基本整改完毕。",
    "会同 is no 会": "下一步，<M>本站会同有关单位修订班次表</M>。",
    "公正 is not 正在": "改进措施：<M>规范售票，做到公平公正</M>。",
    "half-width commas": "一是<P>船只老旧</P>;二是<P>班次太少,电话常占线</P>。\n对此,我站将<M>修订班次表</M>,<M>公布末班时刻</M>。",
    "a promise without content": (
        "（一）存在问题：\n<P>在时间上很难做到一致</P>，<P>在格式上不能完全统一</P>。上述问题，我们将采取有力措施切实加以改正。\n"
        "（二）改进措施：\n<M>统一张贴时间</M>。"
    ),
    # -- frames around what is wrong, leads and closings of measures --------------------------------------------
    "a frame that only says whose": "我站在船票公示方面存在<P>部分班次更新偏慢</P>问题。",
    "faced with a list": "目前我所面临<P>宣传声势不大</P>、<P>菜价牌更新不够勤</P>等问题。",
    "a subject of its own stays": "<P>个别渡口存在班次公布偏迟的问题</P>。",
    "等 before its predicate": "与乡亲的期盼还存在差距，<P>水情播报的准确性、通俗性以及版式等需要在今后加以改进</P>。",
    "a member without a subject among others": "也有一些不足，如<P>公告排版不齐、不清</P>、<P>附图模糊</P>，<P>旧价目没撤下</P>等。",
    "praise inside the only item of a list": (
        "一是2020年我场的公开工作取得了一定成效，但也存在一些不足。首先，<P>苗木价目太旧</P>。其次，<P>电话常占线</P>。"
    ),
    "打算将 is one lead": "存在的主要问题是<P>渡口公示偏少</P>，下步打算将<M>增设两处公示牌</M>。",
    "a count of things to set up announces nothing": "下一步，我站将<M>增设3处公示牌</M>，<M>开放两处候船室</M>。",
    "an aim before the subject": "一是<P>船只老旧</P>。二是<P>班次太少</P>。\n为把公开做得更细，我站将<M>重编价目表</M>，<M>增设意见簿</M>。",
    "grounds behind a subject without a time": "（一）存在问题：\n<P>公示墙破损</P>。\n（二）改进措施：\n我场将继续按照县里的要求，<M>修缮公示墙</M>。",
    "把握 is a verb": "下一步，我站将<M>把握赶集时段</M>，<M>扩充公示栏</M>。",
    "a service promised is a purpose": (
        "下一步，我站将<M>加开夜班窗口，争取为旅客提供更加周到便捷的服务</M>，<M>公布末班时刻，更好地服务社会公众</M>。"
    ),
    "completing the work closes": "下一步，我站将<M>重编价目表</M>，高效完成政务公开工作。",
    "faults named in the sentence before a list of acts": (
        "我站公开的班次比去年多，但与乘客的期待还有差距，<P>票价说明的准确性、易读性还需要再加改进</P>。\n"
        "1、<M>重写票价说明</M>。\n2、<M>增设咨询电话</M>。"
    ),
    "a level raised, with a purpose of its own": "下一步，我站将<M>轮训售票员，进一步提高售票质量，确保旅客满意</M>。",
    "the name of the page behind the section": "下一步，我站将<M>重编价目表</M>。\n\n政府信息公开年报",
    "related entries behind the section": "下一步，我站将<M>重编价目表</M>。\n\n相关词条\n\n联系我们",
    # -- what stands between and around measures in running text -------------------------------------------------
    "what joins measures is part of neither": (
        "下一步，我站将<M>增印价目表</M>，并<M>安排船员讲解</M>，同时<M>开通夜间电话</M>。此外，<M>清理旧告示</M>。"
    ),
    "并 in a verb joins nothing": "下一步，我站将<M>更换船票样式</M>，<M>并入县里的查询台</M>。",
    "who will act governs all that follows": "（一）存在问题\n<P>船票样式太杂</P>。\n（二）改进措施\n我站将<M>统一船票样式</M>，<M>公布末班时刻</M>。",
    "who will act, then when": "一是<P>船期更新慢</P>。我们将在今后的工作中<M>按周核对船期</M>，<M>培训站员</M>。",
    "clauses that promise nothing": (
        "<P>船期更新慢</P>。下一步，我站将按要求整改相关问题，采取有力措施，在以后的工作中<M>按周核对船期</M>，<M>培训站员</M>。"
    ),
    "an empty clause before its purpose": "我站在今后的航运中，将不断完善，<M>做到船期准时张贴</M>，<M>培训站员</M>。",
    "grounds: guidance and a spirit": (
        "<P>船期更新慢</P>。今后，我站将继续认真贯彻全县航运公开会议精神，在港务部门的指导下，<M>按周核对船期</M>，<M>培训站员</M>。"
    ),
    "closings: the work goes smoothly, a part is played": (
        "下一步，我站将<M>按周核对船期</M>，<M>培训站员</M>，继续推进信息公开工作有序、顺利开展，充分发挥渡口在便民出行中的积极作用。"
    ),
    "improved in the work to come": "下一步，我站将<M>按周核对船期</M>，在2024年航运工作中不断加以完善。",
    "slogans lead to the clause behind them": "改进措施：<M>看清方向，快马加鞭，以更足的劲头办好渡口</M>，<M>重印价目表</M>。",
    "seen to, without an object of its own": "改进措施：<M>把船期公示摆在前面，切实抓好抓落实</M>，<M>培训站员</M>。",
    "a state beside the one ensured": "下一步，我站将<M>修订值班表，保证船期张贴准时准确，来电接听规范</M>，<M>培训站员</M>。",
    "an attitude is an object of its own": "下一步，我站将<M>开好船员例会</M>，<M>增强船员公开的自觉性</M>，<M>提升票务公开的时效性、实效性</M>。",
    "an effort of its own": "下一步，我站将<M>公布客流</M>，<M>努力提升窗口水平，更好地为旅客服务</M>。",
    "by way of something": "下一步，我站将<M>积极运用站台广播、候船屏幕等多种途径，播报船期</M>，<M>发挥船上喇叭优势作用，讲解票价</M>。",
    "promises before their list": (
        "下一步，我站将按照港务部门的要求，<M>改进船期张贴</M>，<M>充实站员</M>。一是<M>设立公示专柜</M>。二是<M>清理旧告示</M>。"
    ),
    "last year's faults, then what was done about them": (
        "去年查摆问题的整改情况：<M done>航运股补登了全部票价</M>；<M done>调整了值班表，夜间来电按次登记</M>；<M done>开办了2期船员夜校</M>。\n"
        "同时，我们也看到，公示上还存在一些不足：<P>船期张贴随意</P>；<P>讲解偏少</P>。\n明年，我站将<M>固定张贴时刻</M>，<M>增加讲解</M>。"
    ),
    "last year's faults are quoted in a lead-in": (
        "针对上年度票价公示不足、讲解偏少的情况，我站做了改进：<M done>补登了全部票价</M>；<M done>开办了2期船员夜校</M>。\n"
        "当前还存在：<P>船期张贴随意</P>；<P>夜间来电无人接听</P>。"
    ),
    "mended as they were found": (
        "全年，航运站坚持边查边改。<M done>候船室上线船期查询屏，全年应答8百次</M>；<M done>理顺了各渡口的张贴职责</M>。\n尚需努力的地方还有：<P>讲解偏少</P>；<P>票价栏太小</P>。"
    ),
    "was mended says nothing by itself": (
        "（一）主要问题。一是<P>船期张贴随意</P>。二是<P>讲解偏少</P>。\n（二）改进情况。针对以上问题，航运站及时进行了整改。<M done>重新张贴了船期</M>；<M done>开办了2期船员夜校</M>。"
    ),
    "pairs by 关于 behind a word of mending": (
        "自查整改情况报告如下。（1）关于<P>船期张贴随意</P>问题，<M done>制定了张贴规矩</M>。（2）关于<P>讲解偏少</P>问题，<M ongoing>正与旅游股商量加派讲解员</M>。"
    ),
    "a pair whose remedy has a lead of its own": (
        "（一）<P>船期张贴随意</P>。下一步，我站将<M>固定张贴时刻</M>。\n（二）<P>讲解偏少</P>。对此，下步<M>加派讲解员</M>。\n（三）<P>票价栏太小</P>。<M>今后将换用大字</M>。"
    ),
    "whose report it is, before a list": (
        "白石渡口信息公开工作主要存在<P>船期张贴随意</P>、<P>讲解偏少</P>、<P>票价栏太小</P>的问题。下一步，<M>固定张贴时刻</M>。"
    ),
    "a turn to the next year behind a comma": "我站的信息公开还有<P>票价不全</P>、<P>讲解偏少</P>等情况，下一年将<M>补登票价</M>，<M>加派讲解员</M>。",
    "to be exact, behind a word of weak spots": "我站公开还有一些薄弱之处，具体讲，<P>对船期缺少核对</P>，<P>讲解偏少</P>。",
    "what we believe closes": "下一步，<M>增加讲解</M>。\n我们相信，依靠全体船员一起用力，渡口会越来越亮堂。",
    "what points back before a reason": (
        "一是<P>船期张贴随意</P>；二是<P>讲解偏少</P>。产生上述问题，主要原因在于<C>站员轮换太勤</C>。为此，<M>固定站员</M>。"
    ),
    "reasons in a list behind what points back": (
        "（1）<P>船期张贴随意</P>；（2）<P>讲解偏少</P>。\n造成上述问题的原因主要是：（1）<C>站员轮换太勤</C>；（2）<C>经费只够印一次</C>。"
    ),
    "on the one hand it is": "我站公示有两点不足，一方面是<P>班次张贴偏慢</P>，另一方面是<P>讲解偏少</P>。",
    "the field of each part": "公示上还有不足：渠道方面，<P>只靠一块黑板，旅客看不到</P>；队伍方面，<P>岗位空缺一人</P>。今后<M>增加电子屏</M>。",
    "等 that waits ends no list": "主要问题：<P>告示贴得迟，旅客只好干等</P>；<P>票价不全</P>。",
    "planned for the next step": "本站存在<P>渠道单一</P>、<P>讲解偏少</P>等情况。拟在下一步<M>增加电子屏</M>，<M>培训讲解员</M>。",
    "the direction of effort": "主要问题是<P>票价不全</P>、<P>讲解偏少</P>。努力方向是<M>增加电子屏</M>，<M>培训讲解员</M>。",
    "guided by problems": "下一步，我站将坚持问题导向，<M>增加电子屏</M>，<M>加强夜间检查，推动各项措施落实到位</M>。",
    "a label of its own before each remedy": (
        "1.<P>票价不全</P>。对应举措：<M>补登票价</M>。\n2.<P>讲解偏少</P>。对应举措：<M>培训讲解员</M>。"
    ),
    "a check before what it found": (
        "按照站里安排，我班对船期公示进行了自查，主要<P>在张贴时刻、字号大小方面有待提高</P>。明年将<M>换用大字</M>，<M>固定张贴时刻</M>。"
    ),
    "working harder before a list only leads to it": (
        "<P>船期张贴偏慢</P>。2022年，我站将在港务部门的领导下，不断深化公开工作，努力提升公开工作的质量和效益。主要做好两件事：1.<M>换用大字</M>。2.<M>固定张贴时刻</M>。"
    ),
    "the work done well closes": "下一步，我站将<M>补登票价</M>，<M>加派讲解员</M>，把信息公开工作做好。",
    "slogans before their list only lead to it": (
        "<P>船期更新慢</P>。明年，我站将再添力度，拓宽路子，理顺机制，不断提高信息公开的质量和水平。一是<M>设立公示专柜</M>。二是<M>清理旧告示</M>。"
    ),
    "closings: the work done well, in whatever spirit": (
        "下一步，我站将<M>按周核对船期</M>，<M>培训站员</M>，多渠道、快节奏地做好信息公开工作。"
        "同时<M>重印价目表</M>，<M>增设窗口</M>，以熟练的业务、热情的态度，扎实推进信息公开工作。"
    ),
    "a paragraph behind a list in one paragraph": (
        "还有几处差距：一是<P>船期更新慢</P>；二是<P>票价栏太小</P>。\n2020年信息公开工作，在港务部门的帮助下，以便民为原则，<M>进一步拓宽查询途径，力争做到随问随答</M>。"
    ),
    "a fault behind a contrast, with a year": "（一）存在问题\n2020年，我站在船期公示上下了功夫，但<P>版面还不够清楚</P>，<P>张贴还不够及时</P>。",
    "continued under a label of plans": "改进措施：<M>继续把船期公示当作要事</M>，<M>培训站员</M>。",
    "continued under a label of what was done": "改进情况：<M ongoing>持续核对船期</M>；<M done>已培训站员</M>。",
    "measures told before the problems": (
        "（一）主要措施。一是<M done>自下而上核对船期</M>。二是<M done>配备站务员</M>。\n（二）存在的问题：一是<P>票价栏太小</P>；二是<P>来电无人接</P>。"
    ),
    "besides, more will be done": "<P>船期更新慢</P>。\n除上述以外，我站还将：<M>重印价目表</M>；<M>培训站员</M>。",
    # -- lists inside a sentence ---------------------------------------------------------------------------------
    "nouns share a predicate, others have their own": "与旅客期盼还有差距，<P>公示样式、地点单一</P>、<P>答问不主动</P>、<P>各站冷热不均衡</P>等问题依然存在。",
    "predicates share a subject": "主要有：<P>船期张贴不及时、不完整的情况依然存在</P>，<P>讲解还需加大力度</P>。",
    "of the problem, said of all": "与章程相比还有一些差距，<P>学习力度不够</P>，<P>船员辅导不足</P>，<P>对公示认识不深</P>的问题。",
    "there is, inside a list": "存在的主要问题为：<P>少数站点重视不足</P>，存在<P>热情、主动性不够</P>，<P>船员业务不强</P>等问题。",
    # -- enumerators ---------------------------------------------------------------------------------------------
    "1是": "1是<P>船期公示有待规范，查询手续不够简便</P>。2是<P>站员紧缺，难以专人值守</P>。下一步我们将<M>培训站员</M>，<M>增设窗口</M>。",
    "a label without its numeral, run in": "（）存在的不足。一是<P>站员身兼数职，船期张贴偏慢</P>。二是<P>票价栏太小</P>。\n（）改进措施。一是<M>专人专岗</M>。二是<M>放大票价栏</M>。",
    "a list of one glued to its label": "我站公示仍需改进，存在的主要问题一是<P>沟通不足，县里提出了一些新的规矩，站员理解不够透彻</P>；",
    "将 before 纳入 plans nothing": "改进情况：一是<M done>增加了班次说明</M>；二是<M done>将班次公示纳入站长考评</M>。",
}

REPORTS = {
    "title that ends in the heading": (
        "青榆市2014年政府信息公开工作年度报告存在的主要问题及改进措施\n\n仍有一些不足：一是<P>公交线路图过时</P>。二是<P>换乘说明偏少</P>。"
        "针对以上问题，明年我市将做好以下几项：\n（一）<M>重印线路图</M>。\n（二）<M>编写换乘说明</M>。"
    ),
    "section without a heading": (
        "目前，我市公开工作还存在一些短板：一是<P>井盖权属不清</P>；二是<P>报修电话难记</P>。为此，我们将采取以下措施改进。\n"
        "（一）<M>公布井盖权属表</M>。\n（二）<M>启用短号报修</M>。"
    ),
    "short report without headings": (
        "白石镇2015年信息公开年度报告\n我镇认真落实条例。现将情况报告如下：\n全年上传三百条。公开工作有所进展，但与村民需要还有一些差距，"
        "<P>上传偏少</P>，<P>上传偏晚</P>。结合上述不足，考虑从以下几个方面改进：\n"
        "1、<M>扩充上传范围</M>。2、<M>限定上传时间</M>。3、<M>培训上传人员</M>。"
    ),
    "next step as the only heading": (
        "四、申请行政复议和提起行政诉讼情况\n无。\n五、下一步工作计划\n（一）<M>增设查阅点。在渡口摆放资料架</M>。\n（二）<M>选派联络员</M>。"
    ),
    "three headings: work, problems, next step": (
        "一、政府信息公开工作情况\n共受理咨询九十次。\n二、政府信息公开中存在的问题\n一是<P>宣传不够到位。由于船期不定，渔民难以及时看到</P>。"
        "二是<P>渠道有待拓宽</P>。\n三、下一步的工作措施\n1、<M>在码头设屏</M>。\n2、<M>随船发放简报</M>。"
    ),
    "heading that ends in a full stop": (
        "四、因政府信息公开申请行政复议、提起行政诉讼的情况\n无。\n五、政府信息公开工作存在的主要问题及改进情况。\n"
        "存在<P>船票公示不及时</P>、<P>缺乏专人看管</P>等问题。今后，将<M>每日更换船票公示</M>，<M>指定看管人</M>。\n"
        "沙湾县航运站\n2014年2月11日"
    ),
    "a labelled pair on each line": (
        "五、存在的主要问题及改进情况\n【问题】<P>渡口缺编三人，售票员轮流顶班</P>。【措施】<M>先培训、后上岗</M>。\n"
        "【问题】<P>潮位表还挂着旧版</P>。【措施】<M>更换新版，排查存量表格</M>。\n"
    ),
    "a remedy that follows from each problem": (
        "五、存在的主要问题及改进情况\n一是<P>三座码头各卖各的票，旅客排三次队才买得全</P>，为此<M>争取三窗并一窗</M>。"
        "二是<P>候船室只见班次，不见余票</P>，为此<M>每小时公布余票</M>。\n"
    ),
    "a first without a second": (
        "五、存在的主要问题及改进情况\n目前渡口公示存在的主要问题有，一是<P>船期更新偏晚，渔民的知晓率有待提高</P>。\n"
    ),
    "firstly, and nothing more": (
        "五、存在的主要问题及改进情况\n一年来虽有起色，但也存在一些不足。首先<P>渡口公示的版式还不够规范</P>。\n"
    ),
    "room for more, said of each": (
        "五、存在的主要问题及改进情况\n主要表现在：<P>渡口的公示量还有提升空间</P>、<P>告知船期的途径还要更加多样</P>。\n"
    ),
    "a title that runs into its first heading": (
        "白石镇2021年政府信息公开工作年度报告五、存在的主要问题及改进情况一是<P>船期更新慢</P>；二是<P>人手不足</P>。下一步，将<M>增配一名信息员</M>。"
        "六、其他需要报告的事项无。"
    ),
    "no section on problems": (
        "一、概述\n全年公开六十条。\n二、年度工作报告\n2011年，我们将按照省市要求，提高认识，把公开当作一项基本制度来抓。"
    ),
}
