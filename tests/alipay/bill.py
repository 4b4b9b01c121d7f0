"""A bill as the platform hands it out: a ZIP archive of CSV files in GBK, to the standard output.

https://opendocs.alipay.com/open/e099d91f_alipay.data.dataservice.bill.downloadurl.query, and the columns of both kinds as
they stand in its files: remarks begin with #, every cell ends with a tab.
"""

import io
import json
import sys
import zipfile

TRADE = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
ACCOUNT = (
    "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,"
    "交易渠道,业务类型,备注"
)


def trade(row):
    kind, amount, at = row["kind"], row["amount"], row["at"]
    return [row["no"], row["order"], kind, "充值, \"Circles\"", at, at, "", "", "", "", "*三(159****5620)", amount, amount,
            "0.00", "0.00", "0.00", "0.00", "0.00", "", "0.00", "0.00", row["order"] if kind == "退款" else "", "-0.01", "0.00", ""]


def account(row):
    out = row["amount"].startswith("-")
    return [row["no"], row["no"], row["order"], "Circles", row["at"], "*三(159****5620)",
            "" if out else row["amount"], row["amount"] if out else "", "1000.00", "支付宝", row["kind"], ""]


def cell(text):
    return '"' + text.replace('"', '""') + '"' if "," in text else text + "\t"


asked = json.load(sys.stdin)
is_trade = asked["kind"] == "trade"
name = "业务明细" if is_trade else "账务明细"
line = "-" * 40
text = [f"#支付宝{name}查询", "#账号：[20881011064993640156]", f"#{line}{name}列表{line}", TRADE if is_trade else ACCOUNT]
for row in asked["rows"]:
    text.append(",".join(cell(part) for part in (trade if is_trade else account)(row)))
text += [f"#{line}{name}列表结束{line}", "#导出时间：[2026年11月28日 08:00:00]"]
summary = [f"#支付宝{name}汇总查询", "门店编号,门店名称,交易订单总笔数", "合计,,1"]
archive = io.BytesIO()
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
    for ending, lines in (("", text), ("(汇总)", summary)):
        out.writestr(f"20881011064993640156_{name}{ending}.csv", "\r\n".join(lines).encode("gbk"))
sys.stdout.buffer.write(archive.getvalue())
