// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Token} from "./Token.sol";

/// @dev A token that can change its manners after money has come in.
contract MoodyToken is Token {
    enum Mood {
        Honest,
        KeepsAFee,
        AddsABonus,
        ChargesTheSender,
        SaysNoAndStays,
        SaysNoAndMoves,
        SaysYesAndStays,
        Reverts
    }

    Mood public mood;

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    /// @dev Takes what the account has out of existence, as a seizing or rebasing token can.
    function burn(address account) external {
        balanceOf[account] = 0;
    }

    function transfer(address to, uint256 amount) external override returns (bool) {
        return _moodily(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external override returns (bool) {
        _spendAllowance(from, amount);
        return _moodily(from, to, amount);
    }

    function _moodily(address from, address to, uint256 amount) private returns (bool) {
        require(mood != Mood.Reverts, "in no mood");
        if (mood == Mood.SaysNoAndStays) return false;
        if (mood == Mood.SaysYesAndStays) return true;
        _move(from, to, amount);
        if (mood == Mood.KeepsAFee) balanceOf[to] -= amount / 100;
        if (mood == Mood.AddsABonus) balanceOf[to] += amount / 100;
        if (mood == Mood.ChargesTheSender) balanceOf[from] -= amount / 100;
        return mood != Mood.SaysNoAndMoves;
    }
}

/// @dev Answers nothing at all, as some of the oldest and largest tokens do.
contract SilentToken {
    mapping(address account => uint256) public balanceOf;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address, uint256) external {}

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

interface Hooked {
    function onTokensSent() external;
    function onTokensReceived() external;
}

/// @dev Calls sender and receiver back, as ERC-777 tokens do.
contract HookToken is Token {
    function transfer(address to, uint256 amount) external override returns (bool) {
        return _hooked(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external override returns (bool) {
        _spendAllowance(from, amount);
        return _hooked(from, to, amount);
    }

    function _hooked(address from, address to, uint256 amount) private returns (bool) {
        if (from != msg.sender && from.code.length != 0) Hooked(from).onTokensSent();
        _move(from, to, amount);
        if (to != msg.sender && to.code.length != 0) Hooked(to).onTokensReceived();
        return true;
    }
}
