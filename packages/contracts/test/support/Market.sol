// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../../src/IGPUVault.sol";
import {Bounds} from "./Bounds.sol";
import {MarketMoves} from "./MarketMoves.sol";

/// @dev A market that does at random whatever is allowed. A move for which something is missing (money, a grant, an
/// open rental) makes it first: so every move goes through, and none may revert.
contract Market is MarketMoves {
    constructor(bool coin) MarketMoves(coin) {}

    // What people do

    function deposit(uint256 who, uint256 amount) external move("deposit") {
        _pay(_anybody(who), _anybody(who), Bounds.amount(amount));
    }

    function depositForAnother(uint256 who, uint256 whom, uint256 amount) external move("depositForAnother") {
        _pay(_anybody(who), _anybody(whom), Bounds.amount(amount));
    }

    function withdraw(uint256 who, uint256 whom, uint256 amount) external move("withdraw") {
        author = _anybody(who);
        if (owed[author] == 0) _pay(author, author, Bounds.amount(amount));
        amount = Bounds.within(amount, 1, owed[author]);
        vm.prank(author);
        vault.withdraw(amount, _anybody(whom));
        owed[author] -= amount;
    }

    function donate(uint256 amount) external move("donate") {
        amount = Bounds.amount(amount);
        donated += amount;
        if (_isNative()) vm.deal(address(vault), address(vault).balance + amount);
        else token.mint(address(vault), amount);
    }

    function grant(uint256 who, uint256 which, uint128 limit, uint32 lifeS) external move("grant") {
        vm.prank(accounts[who % CUSTOMERS]);
        vault.grantSessionKey(sessions[which % KEYS], limit, uint40(block.timestamp + lifeS));
    }

    function grantSigned(uint256 who, uint256 which, uint128 limit, uint32 lifeS) external move("grantSigned") {
        _grantSigned(who % CUSTOMERS, sessions[which % KEYS], limit, uint40(block.timestamp + lifeS));
    }

    function revoke(uint256 who, uint256 which) external move("revoke") {
        vm.prank(accounts[who % CUSTOMERS]);
        vault.revokeSessionKey(sessions[which % KEYS]);
    }

    function open(uint256 who, uint256 whom, uint256 rate, uint256 term) external move("open") {
        _openBySelf(who, whom, Bounds.rate(rate), Bounds.term(term));
    }

    function openByKey(uint256 who, uint256 which, uint256 whom, uint256 rate, uint256 term)
        external
        move("openByKey")
    {
        _openByKey(who, which, whom, Bounds.rate(rate), Bounds.term(term));
    }

    function extend(uint256 which, uint256 term) external move("extend") {
        _extendBySelf(_anyToExtend(which), term);
    }

    function extendByKey(uint256 which, uint256 key, uint256 term) external move("extendByKey") {
        _extendByKey(_anyToExtend(which), term, key);
    }

    function stop(uint256 which, uint256 by) external move("stop") {
        uint64 id = _anyLive(which);
        address[3] memory parties = [books[id].customer, books[id].provider, operator];
        vm.prank(parties[by % 3]);
        vault.stopRental(id);
        Book storage book = books[id];
        uint256 end = block.timestamp - book.openedAt < book.term ? block.timestamp : book.openedAt + book.term;
        if (book.stoppedAt == 0) book.stoppedAt = uint40(end);
    }

    // What the platform does

    /// @dev A batch of three rentals next to each other, open or closed, sometimes one of them twice.
    function settle(uint256 which, uint256 used, uint256 closing) external move("settle") {
        _anyLive(which);
        IGPUVault.Usage[] memory usages = new IGPUVault.Usage[](3);
        for (uint256 i = 0; i < 3; ++i) {
            uint64 id = uint64((which % books.length + i) % books.length);
            _touch(id);
            usages[i] = _useOne(id, uint256(keccak256(abi.encode(used, i))), (closing >> i) % 2 == 1);
        }
        vm.prank(operator);
        vault.settle(usages);
    }

    function close(uint256 which, uint256 used) external move("close") {
        IGPUVault.Usage[] memory usages = new IGPUVault.Usage[](1);
        usages[0] = _useOne(_anyLive(which), used, true);
        vm.prank(operator);
        vault.settle(usages);
    }

    function reclaim(uint256 which, uint256 who) external move("reclaim") {
        uint64 id = _anyLive(which);
        uint256 until = _endOf(id) + 7 days;
        if (block.timestamp < until) vm.warp(until);
        vm.prank(_anybody(who));
        vault.reclaim(id);
        _bookClosing(id);
    }

    function setFee(uint256 feeBps, uint256 who) external move("setFee") {
        (fee, payee) = (Bounds.feeBps(feeBps), _anybody(who));
        vm.startPrank(owner);
        vault.setFee(fee);
        vault.setFeeRecipient(payee);
        vm.stopPrank();
    }

    function pause(bool paused) external move("pause") {
        vm.prank(owner);
        vault.setOpeningPaused(paused);
    }

    function pass(uint24 secs) external move("pass") {
        _pass(secs % 2 days);
    }

    /// @dev One of the things nobody may do, by whoever is nearest to it. It must be refused.
    function misdeed(uint256 what, uint256 which, uint256 who) external move("misdeed") {
        uint64 id = _anyLive(which);
        (address by, bytes memory call) = _misdeed(what % 10, id, _anybody(who));
        vm.prank(by);
        (bool wentThrough,) = address(vault).call(call);
        vm.assertFalse(wentThrough, "a misdeed went through");
    }

    /// @dev Everything ends and everybody takes his money; only what was donated may stay.
    function windDown() external {
        _holds_noRentalChangesUnseen();
        while (live.length != 0) {
            uint64 id = live[live.length - 1];
            _settle(id, books[id].used, true);
            _bookClosing(id);
        }
        for (uint256 i = 0; i < accounts.length; ++i) {
            uint256 balance = vault.balanceOf(accounts[i]);
            if (balance == 0) continue;
            vm.prank(accounts[i]);
            vault.withdraw(balance, accounts[i]);
        }
        _holds_noRentalChangesUnseen();
        vm.assertEq(_moneyOf(address(vault)), donated, "what is left is what was donated");
    }
}
