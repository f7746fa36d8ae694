"""Examples for the help of each verb; every one of them runs in a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "derive": (
        "symcnn derive lenet5 --numbers",
        'symcnn derive -e "input(W, H, D); conv(3, K); relu" --set K=64',
        "symcnn derive resnet50 --numbers --by 1 --columns params,macs --units M",
        "symcnn derive lenet5 -o lenet5.csv",
        "symcnn derive vgg16 --numbers --format latex --width twocolumn",
        "symcnn derive mobilenet_v2 --by 1 --where none",
    ),
    "explain": (
        "symcnn explain lenet5 --layer C3",
        "symcnn explain lenet5 --lang zh",
        "symcnn explain lenet5 --units k --where all",
    ),
    "exercise": ("symcnn exercise lenet5", "symcnn exercise lenet5 --solved --seed 3"),
    "paper": (
        "symcnn paper resnet50 --part architecture",
        "symcnn paper lenet5 --part formulas --layer C1",
        "symcnn paper mobilenet_v2 --part formula --where all",
    ),
    "family": (
        "symcnn family resnet18 resnet34 resnet50 --numbers --units M",
        "symcnn family vgg11 vgg13 vgg16 vgg19 --numbers --format latex",
    ),
    "blocks": ("symcnn blocks mobilenet_v2 --numbers", "symcnn blocks efficientnet_b0 --numbers --format latex"),
    "draw": ("symcnn draw lenet5 -o lenet5.svg", "symcnn draw resnet18 --style schematic --by 1 -o resnet18.tikz"),
    "sizes": ("symcnn sizes unet", 'symcnn sizes -e "input(W, W, 3); conv(5, 6); maxpool(2)"'),
    "solve": (
        'symcnn solve lenet5 "S4.W == 7" --for W',
        'symcnn solve -e "input(W, W, D); C: conv(F, K, padding=P)" "C.W == W" --for P',
        'symcnn solve mobilenet_v2 "macs <= 1G" --for alpha --numbers',
    ),
    "compare": (
        "symcnn compare resnet50 vgg16 --of params,macs --numbers",
        'symcnn compare -e "input(N); dense(K)" -e "input(N); dense(8); dense(K)"',
    ),
    "reconcile": ("symcnn reconcile resnet18 --numbers", "symcnn reconcile resnet18 --numbers --only fvcore --units M"),
    "memory": (
        "symcnn memory alexnet --numbers --bytes 4",
        "symcnn memory alexnet --numbers --bytes 4 --units M",
        'symcnn memory -e "input(W, W, 3); conv(3, 16)"',
        "symcnn memory unet --where all",
    ),
    "plot": (
        "symcnn plot resnet18 --of macs --over W=64..256:32 --set H=W -o macs.svg",
        "symcnn plot lenet5 --bars -o shares.svg",
    ),
    "sweep": (
        'symcnn sweep -e "input(W, W, 3); conv(3, 8); maxpool(2)" --over W=32..128:32',
        'symcnn sweep vgg16 --over W,H=64..224:32 --where "macs <= 5G" --set D=3 --set M=10',
    ),
    "page": ("symcnn page lenet5 -o lenet5.html", "symcnn page vgg16 --slide W=32..256:32 -o vgg16.html"),
    "code": (
        "symcnn code lenet5 --to torch",
        "symcnn code lenet5 --to python --of params",
        "symcnn code lenet5 --to onnx -o lenet5.onnx",
    ),
    "formula": ("symcnn formula conv", "symcnn formula maxpool --notation pytorch"),
    "fmt": ("symcnn fmt net.cnn", "symcnn fmt --check net.cnn"),
    "check": ("symcnn check net.cnn", "symcnn check net.cnn --for-framework torch"),
    "lsp": ("symcnn lsp",),
    "play": ("symcnn play --no-open", "symcnn play --build"),
    "import": (
        "symcnn import torchvision.models:resnet18 -o resnet18.cnn",
        "symcnn import mymodels:Net --input W=32,H=32,D=1 --vary width=64,96,160",
        "symcnn import model.onnx",
    ),
    "zoo": ("symcnn zoo", "symcnn zoo segmentation"),
}
