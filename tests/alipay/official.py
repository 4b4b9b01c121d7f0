"""What the platform's own package makes of a request or an answer: JSON in, JSON out."""

import json
import sys

from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.constant.CommonConstants import THREAD_LOCAL
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from alipay.aop.api.domain.AlipayTradePagePayModel import AlipayTradePagePayModel
from alipay.aop.api.request.AlipayTradePagePayRequest import AlipayTradePagePayRequest
from alipay.aop.api.util.SignatureUtils import get_sign_content, verify_with_rsa


def body(path):
    """A key as the package wants it: without its first and last line."""
    with open(path, encoding="ascii") as file:
        return "".join(line.strip() for line in file if not line.startswith("-----"))


def client(asked):
    config = AlipayClientConfig()
    config.server_url = asked["gateway"]
    config.app_id = asked["app_id"]
    config.app_private_key = body(asked["private_pkcs1"])
    config.alipay_public_key = body(asked["public"])
    config.sign_type = "RSA2"
    return DefaultAlipayClient(config)


def page(asked):
    """The address of a page to pay on, made by the package."""
    model = AlipayTradePagePayModel()
    for name, value in asked["content"].items():
        setattr(model, name, value)
    request = AlipayTradePagePayRequest(biz_model=model)
    request.notify_url = asked["notify_url"]
    return client(asked).page_execute(request, "GET")


def signed(asked):
    """What the package would sign of these parameters, and whether it takes their signature."""
    parameters = dict(asked["parameters"])
    sign = parameters.pop("sign")
    content = get_sign_content(parameters)
    try:
        taken = verify_with_rsa(body(asked["public"]), content.encode("utf-8"), sign)
    except Exception:
        taken = False
    return {"content": content, "taken": taken}


def answer(asked):
    """Whether the package takes an answer of the gateway."""
    THREAD_LOCAL.uuid, THREAD_LOCAL.logger = "test", None
    try:
        client(asked)._DefaultAlipayClient__parse_response(asked["body"].encode("utf-8"))
    except Exception:
        return False
    return True


asked = json.load(sys.stdin)
print(json.dumps({"page": page, "signed": signed, "answer": answer}[asked["do"]](asked)))
