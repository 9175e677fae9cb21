"""Messages are sealed as RFC 8291 says, byte for byte."""

from cryptography.hazmat.primitives.asymmetric import ec

from server.notices.sealing import CURVE, seal, unpadded
from tests.notices.service import Receiver

SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SALT, SECRET = "DGv6ra1nlYgDCS1FRnbzlw", "BTBZMqHH6r4Tts7J_aSIgg"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    sender = ec.derive_private_key(int.from_bytes(unpadded(SENDER)), CURVE)
    message = b"When I grow up, I want to be a watermelon"

    sealed = seal(message, unpadded(RECEIVER), unpadded(SECRET), sender=sender, salt=unpadded(SALT))

    assert sealed == unpadded(SEALED)


def test_only_the_subscription_it_was_sealed_for_opens_it_and_no_two_are_alike() -> None:
    phone = Receiver()

    one, two = (seal(b"open the app", phone.point, phone.secret) for _ in range(2))

    assert phone.unseal(one) == phone.unseal(two) == b"open the app"
    assert one != two
