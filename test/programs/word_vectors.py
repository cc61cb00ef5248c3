import numpy as np

def softmax(x):
    x = x - np.max(x)
    return np.exp(x) / np.sum(np.exp(x))

def skipgram_step(center, context, W_in, W_out, lr):
    """One step of skip-gram with full softmax."""
    h = W_in[center]
    u = W_out @ h
    p = softmax(u)
    loss = -np.log(p[context])
    dp = p.copy()
    dp[context] -= 1.0
    dW_out = np.outer(dp, h)
    dh = W_out.T @ dp
    W_in[center] -= lr * dh
    W_out -= lr * dW_out
    return loss

def neg_sampling_loss(v_c, u_o, U_neg):
    sig = lambda x: 1 / (1 + np.exp(-x))
    pos = sig(u_o @ v_c)
    neg = sig(-U_neg @ v_c)
    loss = -np.log(pos) - np.sum(np.log(neg))
    grad_v = (pos - 1) * u_o + U_neg.T @ (1 - neg)
    grad_u = (pos - 1) * v_c
    grad_neg = np.outer(1 - neg, v_c)
    return loss, grad_v, grad_u, grad_neg
