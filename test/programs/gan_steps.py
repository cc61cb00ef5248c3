import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def train_discriminator(real, z, Wd, bd, Wg, bg, lr):
    fake = np.tanh(z @ Wg + bg)
    p_real = sigmoid(real @ Wd + bd)
    p_fake = sigmoid(fake @ Wd + bd)
    d_loss = -np.mean(np.log(p_real)) - np.mean(np.log(1 - p_fake))
    n = real.shape[0]
    d_real = (p_real - 1) / n
    d_fake = p_fake / n
    grad_Wd = real.T @ d_real + fake.T @ d_fake
    grad_bd = d_real.sum(axis=0) + d_fake.sum(axis=0)
    Wd -= lr * grad_Wd
    bd -= lr * grad_bd
    return d_loss

def train_generator(z, Wd, bd, Wg, bg, lr):
    fake = np.tanh(z @ Wg + bg)
    p_fake = sigmoid(fake @ Wd + bd)
    g_loss = -np.mean(np.log(p_fake))
    n = z.shape[0]
    d_logit = (p_fake - 1) / n
    d_fake = d_logit @ Wd.T
    d_pre = d_fake * (1 - fake ** 2)
    grad_Wg = z.T @ d_pre
    grad_bg = d_pre.sum(axis=0)
    Wg -= lr * grad_Wg
    bg -= lr * grad_bg
    return g_loss
