"""The words of PyTorch, Keras, TensorFlow, Caffe and ONNX, as rows that say how the same is written here.

Every hint on an unknown word looks here first, and a page of the documentation shows the rows. A word stands for itself
in any case, with underscores or without, and with any number of axes behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYERS: Mapping[str, str] = {
    "conv": "Conv2d Conv2D Convolution2D conv2d Convolution convolutional convlayer convolve atrous_conv2d atrous_conv",
    "conv_transpose": "ConvTranspose2d Conv2DTranspose Conv1DTranspose Conv3DTranspose conv2d_transpose Deconvolution "
    "deconv transposedconv transposeconv upconv",
    "depthwise": "DepthwiseConv2D depthwise_conv2d dwconv depthwiseconvolution",
    "separable": "SeparableConv2D separable_conv2d sepconv separableconvolution",
    "locally_connected": "LocallyConnected2D local",
    "dense": "Linear Dense EinsumDense InnerProduct Gemm fc fullyconnected affine linearlayer denselayer",
    "identity": "Identity noop passthrough ActivityRegularization SpectralNormalization",
    "bn": "BatchNorm2d BatchNormalization batchnormalisation SyncBatchNorm fused_batch_norm batchrenorm "
    "BatchRenormalization norm normalize",
    "layer_norm": "LayerNorm LayerNormalization UnitNormalization",
    "rms_norm": "RMSNorm RMSNormalization",
    "group_norm": "GroupNorm GroupNormalization",
    "instance_norm": "InstanceNorm2d InstanceNormalization",
    "lrn": "LocalResponseNorm local_response_normalization CrossMapLRN2d",
    "maxpool": "MaxPool2d MaxPooling2D max_pool2d Pooling pool subsampling",
    "avgpool": "AvgPool2d AveragePooling2D avg_pool2d AveragePool meanpool meanpooling",
    "lppool": "LPPool2d LpPool",
    "gap": "GlobalAveragePooling2D GlobalAvgPool2D GlobalAveragePool globalavgpooling globalpool globalpooling",
    "gmp": "GlobalMaxPooling2D GlobalMaxPool2D",
    "glp": "GlobalLpPool globallppooling",
    "adaptive_avgpool": "AdaptiveAvgPool2d AdaptiveAveragePooling2D adaptiveaveragepool",
    "adaptive_maxpool": "AdaptiveMaxPool2d AdaptiveMaxPooling2D",
    "fractional_maxpool": "FractionalMaxPool2d fractional_max_pool",
    "max_unpool": "MaxUnpool2d unpool unpooling",
    "pad": "ZeroPad2d ZeroPadding2D ReflectionPad2d ReplicationPad2d ConstantPad2d CircularPad2d padding",
    "crop": "CenterCrop RandomCrop",
    "trim": "Cropping2D cropping",
    "upsample": "Upsample UpSampling2D UpsamplingNearest2d",
    "upsample_linear": "UpsamplingBilinear2d Bilinear upsamplebilinear",
    "upsample_cubic": "upsamplingbicubic bicubic upsamplebicubic",
    "interpolate": "Resizing Resize rescale",
    "affine_grid": "AffineGrid",
    "roi_align": "RoIAlign RoiAlign MultiScaleRoIAlign roi_pooling",
    "unfold": "Unfold im2col extract_patches",
    "fold": "Fold col2im",
    "repeat_vector": "RepeatVector",
    "permute": "Permute transpose",
    "flatten": "Flatten ravel",
    "reshape": "Reshape Unflatten view",
    "pixel_shuffle": "PixelShuffle depth_to_space subpixel",
    "pixel_unshuffle": "PixelUnshuffle space_to_depth",
    "channel_shuffle": "ChannelShuffle shuffle",
    "clip": "clamp clip_by_value",
    "relu": "ReLU Activation act nonlinearity relulayer",
    "leaky_relu": "LeakyReLU RReLU lrelu",
    "hard_swish": "Hardswish hswish",
    "hard_sigmoid": "Hardsigmoid hsigmoid",
    "hard_tanh": "Hardtanh",
    "log_sigmoid": "LogSigmoid",
    "log_softmax": "LogSoftmax",
    "softmax": "Softmax2d",
    "silu": "SiLU Swish",
    "add { {...} {} }": "Add Eltwise residual skip shortcut sum elementwiseadd addition",
    "concat { {...} {...} }": "Concatenate Concat cat concatenation merge",
    "mul { {...} {...} }": "Multiply Mul product",
    "subtract { {...} {} }": "Subtract sub minus difference",
    "average { {...} {...} }": "mean Average",
    "maximum { {...} {...} }": "max",
    "minimum { {...} {...} }": "min",
    "matmul { {...} {...} }": "Dot bmm einsum",
    "attention": "MultiheadAttention MultiHeadAttention AdditiveAttention multihead mha selfattention",
    "squeeze_excite": "SqueezeExcitation squeezeandexcitation se seblock",
    "layer_scale": "LayerScale Scale",
    "dropout": "Dropout2d SpatialDropout2D AlphaDropout FeatureAlphaDropout GaussianDropout GaussianNoise",
    "stochastic_depth": "StochasticDepth DropPath",
    "block NAME(K) { ... }": "Sequential ModuleList ModuleDict Module",
    "network NAME(W, H, D) { ... }": "Model Functional",
    "input(W, H, D)": "Input InputLayer Placeholder",
    "repeat n { ... }": "TimeDistributed",
    "embedding": "Embedding EmbeddingBag",
    "head { ... }": "output aux",
}
"""What is written here, and the words for it."""

ALSO: Mapping[str, str] = {
    "maxpool": "avgpool", "gap": "gmp", "adaptive_avgpool": "gap", "bn": "layer_norm", "relu": "sigmoid",
}  # fmt: skip
"""What else a vague word may mean."""

VAGUE = (
    "pool pooling subsampling globalpool globalpooling norm normalize activation act nonlinearity adaptiveavgpool "
    "adaptiveaveragepool"
)
"""Words that are not one layer alone."""

NOT_HERE: Mapping[str, str] = {
    "what remembers earlier steps has no layer here; state its rules: layer lstm(N) { D' = N; params = ... }": (
        "LSTM GRU RNN SimpleRNN ConvLSTM2D LSTMCell GRUCell RNNCell Bidirectional"
    ),
    "this activation has no layer here; one without weights counts as relu does": (
        "Hardshrink Softshrink Tanhshrink Softmin Threshold ThresholdedReLU"
    ),
    "a loss is no layer: formulas end with what leaves the network": (
        "CrossEntropyLoss MSELoss NLLLoss BCELoss L1Loss CosineSimilarity PairwiseDistance loss"
    ),
    "what changes no size and no count is left out": (
        "RandomFlip Rescaling Normalization Discretization Masking bias_add moments"
    ),
    "a layer of your own states its rules: layer mine(K) { X' = X; D' = K; params = ... }": (
        "Lambda Parameter ParameterList dilation2d erosion2d Transformer TransformerEncoderLayer custom"
    ),
}
"""Why there is no layer, and the words for it."""

ARGUMENTS: Mapping[str, str] = {
    "kernel_size": "kernel ksize filter_size kernel_shape pool_size window_size window_shape size k window patch_size",
    "filters": "out_channels channels n_filters num_filters num_output filter out_planes planes features c",
    "out_features": "units out_channels n_out num_output features nodes neurons dim",
    "stride": "strides step subsample",
    "padding": "pad pads",
    "dilation": "dilation_rate dilations rate",
    "groups": "group num_groups",
    "bias": "use_bias bias_term with_bias has_bias",
    "heads": "num_heads nhead",
    "probability": "p rate drop_rate keep_prob",
    "slope": "negative_slope alpha",
    "scale": "scale_factor size factor upscale_factor downscale_factor block_size",
    "multiplier": "depth_multiplier channel_multiplier",
    "epsilon": "eps",
    "tracked": "track_running_stats",
    "affine": "elementwise_affine trainable center",
    "ceil_mode": "ceil",
    "axis": "dim dimension concat_dim",
    "size": "output_size output_shape target_size",
    "output_size": "output_shape target_size",
}
"""What an argument is called here, and the words for it; which of several is meant, the layer tells."""

OF_WHAT_ENTERS = "the depth of what enters is known; leave it out"
ITS_OWN_LAYER = "an activation is a layer of its own: conv(3, 8); relu"
NORMALISED_APART = "normalisation is a layer of its own: conv(3, 8); bn"
NOTHING_CHANGES = "it changes no size and no count; leave it out"
EXPLAINED: Mapping[str, str] = {
    OF_WHAT_ENTERS: "in_channels in_features input_dim input_shape n_in in_planes in_dim input_channels "
    "num_features num_channels normalized_shape embed_dim",
    ITS_OWN_LAYER: "activation act activation_fn nonlinearity relu",
    NORMALISED_APART: "norm norm_layer normalization batch_norm",
    "a label stands before the layer: C1: conv(3, 8)": "name label",
    "upsample repeats values, and upsample_linear goes between them": "mode interpolation align",
    "all sizes and the depth become one; leave it out": "start_dim end_dim",
    NOTHING_CHANGES: "padding_mode data_format layout dtype device inplace momentum kernel_initializer "
    "bias_initializer initializer kernel_regularizer bias_regularizer activity_regularizer regularizer "
    "kernel_constraint bias_constraint weight_decay training return_indices seed",
}
"""Why an argument is not needed, and the words for it."""

SAME = "write same: padding=same"
SAME_LOWER = "write same_lower: padding=same_lower"
CAUSAL = "write causal: padding=causal"
VALID = "write valid, which is padding=0"
LEFT_OUT = "leave it out"
FILLING = "what stands in the padding changes no size; write how wide it is: padding=1"
VALUES: Mapping[str, str] = {
    "write true": "True yes on",
    "write false": "False no off",
    LEFT_OUT: "None null nil nan undefined",
    SAME: "same SAME SAME_UPPER",
    SAME_LOWER: "same_lower SAME_LOWER",
    CAUSAL: "causal",
    VALID: "valid VALID explicit nopadding",
    FILLING: "reflect reflection replicate replication circular wrap symmetric constant zeros zero border edge mirror",
    ITS_OWN_LAYER: "relu relu6 sigmoid tanh gelu silu swish elu selu leaky_relu softmax prelu mish hard_swish softplus",
    NORMALISED_APART: "bn batch_norm layer_norm group_norm",
    "upsample(2) repeats values, and upsample_linear(2) goes between them": "bilinear trilinear bicubic nearest cubic "
    "lanczos3 lanczos5 area",
    "the depth comes last here, so nothing says it": "channels_first channels_last NCHW NHWC",
    NOTHING_CHANGES: "he_normal he_uniform glorot_uniform glorot_normal kaiming_normal xavier_uniform float32 float16 "
    "bfloat16 float64 cuda cpu",
}
"""How a value is written here, and the words for it."""

BY_KERNEL: Mapping[str, str] = {"full": "padding={0}", "half": "padding={1}"}
"""Words for a padding that depends on the kernel: as wide but for one, half as wide."""

QUANTITIES: Mapping[str, str] = {
    'did you mean "params"?': "parameters weights num_params param trainable count_params",
    'did you mean "macs"? a multiply-accumulate is two FLOPs': (
        "flops flop gflops mflops madds mult_adds gmacs mac mult"
    ),
    'did you mean "units"?': "activations outputs neurons",
    'did you mean "field"?': "rf receptive_field receptive",
    'did you mean "buffers"?': "non_trainable running_stats",
}
"""What a quantity is called here, and the words for it."""

COLUMNS: Mapping[str, str] = {
    "what leaves each layer is shown anyway": "output output_size output_shape shape size",
    "what enters a layer is what leaves the one before it": "input input_size input_shape",
    "the definition of each layer, which is shown anyway, has its arguments": "kernel kernel_size stride padding type",
    "symcnn memory says what is kept in memory": "memory bytes mb",
    "--shares puts its share beside each quantity": "share shares percent",
}
"""Why there is no such column, and the words of other tools for it."""
